"""Des heures que plusieurs lots se partagent : ni de l'un, ni de l'autre, ni de chacun."""

from collections.abc import Sequence

from lecteur.extraction import voisinage as autour
from lecteur.extraction.constats import Volume
from lecteur.extraction.grandeurs import Duree
from lecteur.extraction.mentions import lots


def en_commun(lus: Sequence[Volume], durees: Sequence[Duree], texte: str) -> tuple[list[Volume], bool]:
    """Les volumes certains, et s'il en est que la phrase dit communs à plusieurs lots nommés."""
    partages = {d.heures for rang, d in enumerate(durees) if _est_partagee(rang, durees, texte)}
    certains = [v for v in lus if v.heures not in partages]
    return certains, len(certains) < len(lus)


def _est_partagee(rang: int, durees: Sequence[Duree], texte: str) -> bool:
    """Entre la durée d'avant et celle d'après, la phrase nomme plusieurs lots et dit qu'ils la font ensemble."""
    debut = durees[rang - 1].fin if rang else 0
    fin = durees[rang + 1].debut if rang + 1 < len(durees) else len(texte)
    # Une énumération change de lot à chaque virgule : on n'en regarde que la part qui touche la durée.
    avant = texte[debut : durees[rang].debut].rpartition(";")[2]
    apres = texte[durees[rang].fin : fin].partition(";")[0]
    alentour = f"{avant}~{apres}"
    nommes = [m for m in lots(alentour) if len(m.noms) > 1]
    return bool(nommes and autour.EN_COMMUN.search(alentour) and "chacun" not in alentour)
