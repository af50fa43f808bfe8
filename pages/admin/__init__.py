"""Administration: people, rights, stages, dictionaries, settings, the audit trail."""
