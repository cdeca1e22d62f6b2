"""La carte de la tranche : ce que les autres en montrent, sans la nommer."""

from clauses.fond.habilitations.roles import COMMANDE, EQUIPE
from clauses.fond.socle.registre import Acte, Carte

CARTE = Carte(
    allume="marches:operations",
    actes=[
        Acte("Relectures", "relecture:liste", sur="operations"),
        Acte("Relire une pièce", "relecture:relire_lot", sur="lot sous clause"),
    ],
    fiches={"relecture.relecture": "relecture:fiche"},
    droits={
        # La relecture des pièces venues d'ailleurs : l'acheteur relit les siennes, l'équipe donne suite
        "relecture.voir": {**EQUIPE, **COMMANDE},
        "relecture.deposer": {**EQUIPE, **COMMANDE},
        "relecture.relire": {**EQUIPE, **COMMANDE},
        "relecture.traiter": EQUIPE,
        "relecture.annuler": EQUIPE,
        "piecerelue.voir": {**EQUIPE, **COMMANDE},
        "suitederemarque.voir": {**EQUIPE, **COMMANDE},
    },
)
