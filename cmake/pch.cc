// Nothing but what holds the compiled header.
