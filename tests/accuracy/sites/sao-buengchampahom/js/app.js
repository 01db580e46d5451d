$(function(){$('.cookie-bar .ok').click(function(){$('.cookie-bar').hide()})});
