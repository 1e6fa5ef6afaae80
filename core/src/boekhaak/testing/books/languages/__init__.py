"""The languages that invented books are kept in: words of which names are made, and the texts of postings."""
