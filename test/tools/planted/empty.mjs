// Has no test in it.
