"""The story, phase by phase. Each chapter knows what people do; what comes of it, they see when it has happened."""
