"""What the browser tests and the screenshots share: a real server, real simulated doors, a real browser."""
