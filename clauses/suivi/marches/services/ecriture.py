"""Le travail de la tranche des déclarations, nommé par son chemin : une clause ou un attributaire ouvrent des mois."""

OUVRIR_LES_MOIS = "clauses.suivi.declarations.services.ouverture.ouvrir_les_mois_du_lot"
