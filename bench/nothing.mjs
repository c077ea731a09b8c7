// What Node itself takes to start: the measure that `--help` is held against.
