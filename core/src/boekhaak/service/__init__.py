"""The use cases, one a module. Every function takes the actor first, then the installation."""
