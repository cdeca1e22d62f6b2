"""La carte de la tranche : ce que les autres en montrent, sans la nommer."""

from clauses.fond.socle.registre import Carte, Entree, Onglet

CARTE = Carte(
    menu=[Entree("Opérations", "marches:operations", 40)],
    allume="marches:operations",
    places={
        "operation": "Les rubriques d'une opération, et les cadres de sa vue d'ensemble.",
        "avancement": "La fiche d'une opération : où elle en est, un seul fragment.",
        "origine": "La fiche d'une opération : d'où elle vient, un seul fragment.",
        "operations": "La liste des opérations : des boutons.",
        "marche": "La fiche d'un marché : des boutons.",
        "marche préparé": "La fiche d'un marché pas encore notifié : des boutons.",
        "lot sous clause": "La fiche d'un lot qui a sa clause : des boutons.",
    },
    onglets=[
        Onglet("Vue d'ensemble", "marches:operation", 10, sur="operation", code="vue"),
        Onglet("Journal", "marches:operation_journal", 90, sur="operation", code="journal"),
    ],
    fiches={
        "marches.programme": "marches:programme",
        "marches.operation": "marches:operation",
        "marches.marche": "marches:marche",
        "marches.lot": "marches:lot",
    },
)
