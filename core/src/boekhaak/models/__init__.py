"""Values that cross the border between core and plugins: frozen, checked, without behaviour that does I/O."""
