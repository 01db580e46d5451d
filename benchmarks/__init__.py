"""Measurements that a person starts: nothing here is part of the package, and no test looks at a clock."""
