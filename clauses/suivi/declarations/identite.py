"""La carte de la tranche : ce que les autres en montrent, sans la nommer."""

from clauses.fond.habilitations.roles import EMPLOYEUR, EQUIPE, TITULAIRE
from clauses.fond.socle.registre import Carte, Differe, Entree, Fragment, Onglet, Periodique
from clauses.suivi.declarations.attentes import attentes

CARTE = Carte(
    menu=[Entree("Déclarations", "declarations:liste", 50)],
    allume="declarations:liste",
    onglets=[Onglet("Heures et personnes", "declarations:operation", 20, sur="operation", code="heures")],
    fragments=[Fragment("Parcours", "declarations:parcours", sur="parcours")],
    fiches={
        "declarations.contratinsertion": "declarations:contrat",
        "declarations.declarationmensuelle": "declarations:fiche",
        "declarations.ligneheures": "declarations:ligne",
        "declarations.importheures": "declarations:import_fiche",
    },
    differes=[
        Differe(
            "lot engagé",
            "clauses.suivi.declarations.services.ouverture.ouvrir_les_mois_du_lot",
            "Ouvre les mois à déclarer du lot.",
        ),
    ],
    periodiques=[
        Periodique(
            "ouverture des mois",
            "30 3 * * *",
            "clauses.suivi.declarations.services.ouverture.ouvrir_les_mois",
            "Ouvre les mois à déclarer des lots sous clause, et retire ceux que la vie d'un marché rend sans objet.",
        ),
    ],
    attentes=[attentes],
    droits={
        "contratinsertion.voir": {**EQUIPE, **TITULAIRE, **EMPLOYEUR},
        "contratinsertion.creer": EQUIPE,
        "contratinsertion.modifier": EQUIPE,
        "declarationmensuelle.voir": {**EQUIPE, **TITULAIRE, **EMPLOYEUR},
        "declarationmensuelle.saisir": {**EQUIPE, **TITULAIRE, **EMPLOYEUR},
        "declarationmensuelle.valider": EQUIPE,
        "declarationmensuelle.rouvrir": EQUIPE,
        "ligneheures.voir": {**EQUIPE, **TITULAIRE, **EMPLOYEUR},
        "ligneheures.valider": EQUIPE,
        "ligneheures.rouvrir": EQUIPE,
        "importheures.voir": EQUIPE,
        "importheures.deposer": EQUIPE,
    },
)
