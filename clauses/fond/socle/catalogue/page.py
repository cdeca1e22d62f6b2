"""Le cadre de la page : bandeau, navigation, titre, phrase, actions, onglets."""

from typing import Any

from clauses.fond.socle.composants import Action, Appartenance, Entete, Lien, Page
from regles.typographie import typographie

ENTETE = Entete(
    nom_utilisateur="Sabine Lerouge",
    initiales="SL",
    nom_structure="Maison de l'emploi du Valenciennois",
    role="Facilitatrice",
    appartenances=(
        Appartenance("1", "Facilitatrice, Maison de l'emploi du Valenciennois", est_active=True),
        Appartenance("2", "Pilote, département du Nord"),
    ),
    url_recherche="/catalogue/",
    url_appartenance="/catalogue/",
    url_compte="#",
)

NAVIGATION = (
    Lien("Aujourd'hui", "#", compte=14),
    Lien("Opérations", "/catalogue/", est_active=True),
    Lien("Personnes", "#"),
    Lien("Déclarations", "#", compte=6),
    Lien("Structures", "#"),
)

PAGE = Page(
    titre="Catalogue des composants",
    surtitre="Socle",
    phrase=typographie(
        "Il manque 542 h sur 1 240 ; au rythme des trois derniers mois, l'opération finira à 84 %."
    ).replace("1 240", "1\u202f240"),
    fil=(Lien("Accueil", "/"), Lien("Catalogue des composants")),
    onglets=(
        Lien("Vue d'ensemble", "#", est_active=True),
        Lien("Lots", "#", compte=4),
        Lien("Personnes", "#", compte=12),
        Lien("Journal", "#"),
    ),
    actions=(
        Action("Valider les 6 lignes", "#", "principale", "check-lg"),
        Action("Télécharger le bilan", "#", icone="file-earmark-pdf"),
        Action(
            "Clore l'opération",
            "/catalogue/",
            "dangereuse",
            methode="post",
            confirmation="Clore l'opération\u202f? Les quatre titulaires seront prévenus.",
        ),
    ),
)


def contexte() -> dict[str, Any]:
    return {"page": PAGE, "entete": ENTETE, "navigation": NAVIGATION}
