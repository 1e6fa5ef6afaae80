"""What the tests share: databases, a package on paper with its office, a wire that misbehaves on command."""
