"""What could be wrong with a set-up: one function a question; nothing is changed, and nothing but git is started."""
