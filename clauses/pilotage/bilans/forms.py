"""Le formulaire du commentaire."""

from clauses.fond.socle.champs import Bloc, ChampTexteLong
from clauses.fond.socle.forms import FormulaireDeFiche


class CommentaireForm(FormulaireDeFiche):
    blocs = (
        Bloc(
            "Votre commentaire",
            ("texte",),
            intro="Ce que l'opération a changé, ce qui a aidé ou freiné. Aucun nom de personne : le bilan se publie.",
        ),
    )
    texte = ChampTexteLong(label="Commentaire", required=False, max_length=2000, lignes=8)
