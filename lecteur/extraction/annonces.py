"""L'unité qu'une phrase dit pour celles qui la suivent : « Nombre d'heures d'insertion : », puis « Lot 1 : 600 »."""

import re

from lecteur.extraction.rythmes import rythme
from lecteur.extraction.zones import Bloc, Zone

_ANNONCE = re.compile(
    r"(?:(?:nombre|volume|quota|minimum)[^.;\d]{0,25}heures?|heures? d'insertion|volumes? horaires?|\(? ?en heures)"
    r"[^.;\d]{0,60}$"
)
_ETRANGER = re.compile(r"formation|ouverture|intervention|astreinte|maintenance|penalite|precedent")
_D_UN_LOT = re.compile(r"\W*(?:o )?(?:pour l[ea]s? )?(?:lots?|tranches?|t[foc])\b")
_D_UN_AUTRE = re.compile(r"[^.;\d]{0,30}\b(?:lot|tranche|t[foc])[ n°]*\w{0,12}[^.;:\d]{0,25}\ben [a-z]+ ")

# « Il ne pourra excéder 400 pour le lot 1 » : le nombre d'heures de la phrase d'avant.
_IL_EST_BORNE = re.compile(
    r"\W*(?:ils?|elles?|cel(?:le|ui)-ci|ce (?:nombre|volume|minimum)|ces (?:heures|volumes))\b[^.;\d]{0,40}"
    r"\b(?:exceder|depasser|inferieur\w* a|superieur\w* a|descendre (?:sous|en dessous de)|plafonn\w* a|limite\w* a"
    r"|(?:est|sont) de|s'eleve\w* a) ?\d"
)


class UniteAnnoncee:
    """`vaut` : dans la phrase que l'on vient de voir, un nombre sans unité peut être des heures."""

    def __init__(self) -> None:
        self.vaut = False
        self.rythme = ""  # celui que la ligne qui annonce a dit : « Heures d'insertion par lot et par an »
        self._liste = False  # une ligne a dit l'unité ; celles qui ouvrent par un lot la partagent

    def voir(self, bloc: Bloc, heures_avant: bool) -> None:
        """`heures_avant` : la phrase d'avant donne des heures d'insertion (« Le lot 3 en comporte 45 »)."""
        de_la_clause = bloc.zone is not Zone.DEHORS and not bloc.niee
        du_lot = bool(_D_UN_LOT.match(bloc.texte))
        self.vaut = de_la_clause and (
            (self._liste and du_lot)
            or (heures_avant and bool(_D_UN_AUTRE.match(bloc.texte) or _IL_EST_BORNE.match(bloc.texte)))
        )
        texte = bloc.texte.rstrip(" :-")
        annonce = de_la_clause and bool(_ANNONCE.search(texte)) and not _ETRANGER.search(texte)
        if annonce:
            self.rythme = rythme(texte.replace(",", " "))
        self._liste = annonce or (self._liste and du_lot)
        self.rythme = self.rythme if self._liste else ""
