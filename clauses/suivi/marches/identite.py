"""La carte de la tranche : ce que les autres en montrent, sans la nommer."""

from clauses.fond.habilitations.roles import COMMANDE, EMPLOYEUR, EQUIPE, JURISTE, PILOTE, TITULAIRE
from clauses.fond.socle.registre import Carte, Entree, Onglet

CARTE = Carte(
    menu=[Entree("Opérations", "marches:operations", 40)],
    allume="marches:operations",
    places={
        "operation": "Les rubriques d'une opération, et les cadres de sa vue d'ensemble.",
        "operations": "La liste des opérations : des boutons.",
        "marche": "La fiche d'un marché : des boutons.",
        "marche préparé": "La fiche d'un marché pas encore notifié : des boutons.",
        "lot sous clause": "La fiche d'un lot qui a sa clause : des boutons.",
    },
    onglets=[
        Onglet("Journal", "marches:operation_journal", 90, sur="operation", code="journal"),
    ],
    annonces={"lot engagé": "Une clause est posée sur le lot, ou un attributaire y est nommé."},
    fiches={
        "marches.programme": "marches:programme",
        "marches.marche": "marches:marche",
        "marches.importmarches": "marches:import_fiche",
    },
    droits={
        "programme.voir": {**EQUIPE, **COMMANDE, **JURISTE, **PILOTE},
        "programme.gerer": EQUIPE,
        "operation.voir": {**EQUIPE, **COMMANDE, **JURISTE, **PILOTE},
        "operation.creer": EQUIPE,
        "operation.modifier": EQUIPE,
        "marche.voir": {**EQUIPE, **COMMANDE, **JURISTE},
        "marche.creer": EQUIPE,
        "marche.modifier": EQUIPE,
        "marche.importer": EQUIPE,
        "lot.voir": {**EQUIPE, **COMMANDE, **JURISTE, **TITULAIRE, **EMPLOYEUR},
        "lot.modifier": EQUIPE,
        # Les heures faites de ses lots, sans personne (celles-ci ont leurs droits à elles).
        "lot.heures": {**EQUIPE, **COMMANDE, **TITULAIRE, **EMPLOYEUR},
        "tranche.voir": {**EQUIPE, **COMMANDE, **JURISTE, **TITULAIRE},
        "tranche.modifier": EQUIPE,
        "clause.voir": {**EQUIPE, **COMMANDE, **JURISTE, **TITULAIRE},
        "clause.modifier": EQUIPE,
        "attribution.voir": {**EQUIPE, **COMMANDE, **JURISTE, **TITULAIRE},
        "attribution.modifier": EQUIPE,
        "evenementmarche.voir": {**EQUIPE, **COMMANDE, **JURISTE},
        "evenementmarche.saisir": EQUIPE,
        "commande.voir": {**EQUIPE, **COMMANDE, **TITULAIRE},
        "commande.saisir": EQUIPE,
        "facture.voir": {**EQUIPE, **COMMANDE, **TITULAIRE},
        "facture.saisir": EQUIPE,
        "heurestotales.voir": {**EQUIPE, **COMMANDE, **TITULAIRE},
        "heurestotales.saisir": EQUIPE,
        "importmarches.voir": EQUIPE,
    },
)
