"""La carte de la tranche : ce que les autres en montrent, sans la nommer."""

from clauses.fond.socle.registre import Carte, Entree, Fragment, Onglet

CARTE = Carte(
    menu=[Entree("Déclarations", "declarations:liste", 50)],
    allume="declarations:liste",
    onglets=[Onglet("Heures et personnes", "declarations:operation", 20, sur="operation", code="heures")],
    fragments=[Fragment("Parcours", "declarations:parcours", sur="parcours")],
    fiches={
        "declarations.contratinsertion": "declarations:contrat",
        "declarations.declarationmensuelle": "declarations:fiche",
        "declarations.ligneheures": "declarations:ligne",
    },
)
