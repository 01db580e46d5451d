function popUp(u){window.open(u,'','width=400,height=300');}
