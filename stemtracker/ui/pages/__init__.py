"""One module (or folder) per page of the window; each is made when it is first shown."""
