"""Students' text -> plain data. It is read and never run, in a process that can be ended; see ``requests``."""
