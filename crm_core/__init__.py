"""The CRM's rules and data, without a screen. Everything enters through `crm_core.run`."""
