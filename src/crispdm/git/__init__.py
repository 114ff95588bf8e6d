"""What crispdm asks git: commands, objects, history, work tree, identity."""
