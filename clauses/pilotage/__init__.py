"""Le pilotage : les bilans, et les pages qui rassemblent plusieurs tranches."""
