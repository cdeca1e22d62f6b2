"""La carte de la tranche : ce que les autres en montrent, sans la nommer."""

from clauses.fond.habilitations.roles import COMMANDE, EQUIPE, JURISTE
from clauses.fond.socle.registre import Acte, Carte, Fragment, Onglet

CARTE = Carte(
    places={
        "pièces": "Les pièces d'un marché, dès qu'une est engendrée : des boutons.",
        "projet rédigé": "Le chemin d'un projet dont les pièces sont écrites : son prochain acte.",
    },
    onglets=[Onglet("Pièces", "redaction:projet", 50, sur="projet", code="pieces")],
    fragments=[Fragment("Où en est le dossier, et le prochain acte", "redaction:chemin", sur="chemin")],
    actes=[Acte("Pièces", "redaction:marche", sur="marche", icone="file-earmark")],
    fiches={"redaction.piece": "redaction:piece"},
    droits={
        "piece.voir": {**EQUIPE, **COMMANDE, **JURISTE},
        "piece.rediger": EQUIPE,
        "modeledetexte.voir": EQUIPE,
        "modeledetexte.modifier": EQUIPE,
        "versiondepiece.voir": {**EQUIPE, **COMMANDE, **JURISTE},
    },
)
