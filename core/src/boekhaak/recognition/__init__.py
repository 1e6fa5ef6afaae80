"""Recognition: which company of a package a broken link means, on evidence; pure, for values that others have fetched."""
