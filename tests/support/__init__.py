"""What several tests share: terminals, an independent second implementation, scenario texts."""
