"""What titles, dates, names and statements look like, on pages and in flattened text alike."""
