"""What each command found: one Struct a command. Its encoding is `--format json`, its schema the published one."""
