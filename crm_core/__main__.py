"""`python -m crm_core …`: the program from a shell."""
import sys

from crm_core.cli import main

sys.exit(main())
