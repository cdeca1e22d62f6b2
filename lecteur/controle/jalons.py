"""Les jalons d'un volume fixe : la pièce les dit-elle tous, avec leurs heures et leur échéance ?"""

import re
from collections.abc import Iterator, Sequence

from lecteur.controle.examen import Examen, premier_passage
from lecteur.controle.nos_chiffres import chiffres_de_notre_article
from lecteur.controle.remarques import Gravite, Remarque, remarque
from lecteur.extraction.constats import Passage
from lecteur.extraction.normalisation import replier
from regles.typographie import accorder

_MOT = re.compile(r"\w+")


def jalons_du_lot(examen: Examen) -> Iterator[Remarque]:
    """Le lecteur ne devine pas l'échéancier qu'un autre a écrit à sa façon : il cherche nos mots, et à défaut fait
    vérifier, dans la phrase qui les dit le mieux. Un chiffre changé dans la nôtre se corrige déjà (décision 0038)."""
    attendue = examen.attendue
    if attendue is None or not (attendue.a_des_heures and examen.porte_l_article and examen.lecture.parle_d_insertion):
        return
    jalons, dit = attendue.formule.jalons_dits(), _a_plat(" ".join(p.texte for p in examen.texte.paragraphes))
    absents = [jalon for jalon in jalons if _a_plat(jalon) not in dit]
    corrige = _a_plat(" ".join(r.a_ecrire for r in chiffres_de_notre_article(examen))) if absents else ""
    tus = [jalon for jalon in absents if _a_plat(jalon) not in corrige]
    if tus:
        yield remarque(
            "jalons_du_lot",
            Gravite.VERIFIER,
            "Les jalons sont à vérifier",
            f"La pièce ne dit pas, dans ces termes : {' ; '.join(tus)}. Vérifiez les heures et l'échéance de chaque "
            "jalon.",
            _ou_ils_se_disent(examen, jalons),
            attendu=" ; ".join(jalons),
            a_ecrire=attendue.phrase("heures"),
        )
    elif jalons and not absents:
        yield remarque(
            "jalons_du_lot",
            Gravite.CONFORME,
            "Les jalons sont ceux du lot",
            f"La pièce dit {accorder(len(jalons), 'jalon')}, avec leurs heures et leur échéance.",
            _ou_ils_se_disent(examen, jalons),
            attendu=" ; ".join(jalons),
        )


def _ou_ils_se_disent(examen: Examen, jalons: Sequence[str]) -> Passage | None:
    """Le paragraphe qui a le plus de leurs mots, la moitié au moins ; à défaut celui du volume du lot, puis de la
    clause."""
    mots = _mots(" ".join(jalons))
    mieux = max(examen.texte.paragraphes, key=lambda p: len(mots & _mots(p.texte)), default=None)
    if mieux is not None and 2 * len(mots & _mots(mieux.texte)) >= len(mots):
        return Passage(mieux.texte, 0, len(mieux.texte), mieux.page, mieux.numero)
    return next((v.passage for v in examen.volumes), premier_passage(examen.lecture))


def _mots(texte: str) -> set[str]:
    return set(_MOT.findall(_a_plat(texte)))


def _a_plat(texte: str) -> str:
    return " ".join(replier(texte).split())
