"""Results as JSON, and the published JSON Schema of them."""
