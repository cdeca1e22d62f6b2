"""Les jalons d'un volume fixe : la pièce les dit-elle tous, avec leurs heures et leur échéance ?"""

from collections.abc import Iterator

from lecteur.controle.examen import Examen, premier_passage
from lecteur.controle.remarques import Gravite, Remarque, remarque
from lecteur.extraction.normalisation import replier
from regles.typographie import accorder


def jalons_du_lot(examen: Examen) -> Iterator[Remarque]:
    """Le lecteur ne devine pas l'échéancier qu'un autre a écrit à sa façon : il cherche nos mots, et à défaut fait
    vérifier."""
    attendue = examen.attendue
    if attendue is None or not (attendue.a_des_heures and examen.porte_l_article and examen.lecture.parle_d_insertion):
        return
    jalons, dit = attendue.formule.jalons_dits(), _a_plat(" ".join(p.texte for p in examen.texte.paragraphes))
    tus = [jalon for jalon in jalons if _a_plat(jalon) not in dit]
    if tus:
        yield remarque(
            "jalons_du_lot",
            Gravite.VERIFIER,
            "Les jalons sont à vérifier",
            f"La pièce ne dit pas, dans ces termes : {' ; '.join(tus)}. Vérifiez les heures et l'échéance de chaque "
            "jalon.",
            premier_passage(examen.lecture),
            attendu=" ; ".join(jalons),
            a_ecrire=attendue.phrase("heures"),
        )
    elif jalons:
        yield remarque(
            "jalons_du_lot",
            Gravite.CONFORME,
            "Les jalons sont ceux du lot",
            f"La pièce dit {accorder(len(jalons), 'jalon')}, avec leurs heures et leur échéance.",
            premier_passage(examen.lecture),
            attendu=" ; ".join(jalons),
        )


def _a_plat(texte: str) -> str:
    return " ".join(replier(texte).split())
