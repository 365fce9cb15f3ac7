"""A daily check-in by text message for runners with a sore Achilles tendon."""
