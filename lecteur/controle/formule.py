"""La formule : la même que celle du lot, avec ses termes et ses choix de lecture, et calculable.

Ce qu'une formule demande, comment ses termes s'écrivent et ce qu'elle doit trancher se lisent dans sa famille.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from lecteur.controle.attendue import ClauseAttendue
from lecteur.controle.examen import Examen, premier_passage
from lecteur.controle.remarques import Gravite, Remarque, remarque
from lecteur.controle.volumes import ecrit
from lecteur.extraction.constats import FormuleLue, termes_lus
from regles.formules import FAMILLES
from regles.formules.termes import Nature, Terme
from regles.typographie import INSECABLE, nombre, sans_accent

# Ce qu'une pièce dit et qui n'est pas une formule de clause.
AUTRES = {"bareme": "un barème", "calcul": "un calcul à partir du montant et de la part de main-d'œuvre"}


def nom_de_la_formule(kind: str) -> str:
    return FAMILLES[kind].en_bref if kind in FAMILLES else AUTRES.get(kind, kind)


def formule_du_lot(examen: Examen) -> Iterator[Remarque]:
    """La pièce use de la formule du lot."""
    attendue = examen.attendue
    if attendue is None or not attendue.a_des_heures or not examen.lecture.parle_d_insertion:
        return
    voulue, lues = attendue.formule.en_bref, {f.kind for f in examen.formules}
    if attendue.formule.code in lues or _equivaut(attendue, lues):
        return
    a_ecrire = attendue.phrase("heures")
    if not attendue.formule.se_lit:
        yield remarque(
            "formule_du_lot",
            Gravite.VERIFIER,
            "Une formule à vérifier vous-même",
            f"La clause du lot demande {voulue} : cette formule ne se lit pas toute seule dans un texte.",
            examen.formules[0].passage if examen.formules else premier_passage(examen.lecture),
            attendu=voulue,
            a_ecrire=a_ecrire,
        )
        return
    if not examen.formules:
        return
    autre = examen.formules[0]
    yield remarque(
        "formule_du_lot",
        Gravite.BLOQUANTE,
        "La formule n'est pas celle du lot",
        f"La pièce demande {nom_de_la_formule(autre.kind)} ; la clause du lot, {voulue}.",
        autre.passage,
        attendu=voulue,
        lu=nom_de_la_formule(autre.kind),
        a_ecrire=a_ecrire,
    )


def _equivaut(attendue: ClauseAttendue, lues: set[str]) -> bool:
    """Un volume fixe peut s'écrire par an ou par tranche : c'est le contrôle des heures qui compare alors."""
    volumes = {famille.code for famille in FAMILLES.values() if famille.ecrit_un_volume}
    return attendue.formule.ecrit_un_volume and bool(lues & volumes)


def termes_de_la_formule(examen: Examen) -> Iterator[Remarque]:
    """Les termes que la pièce donne à la formule du lot."""
    attendue = examen.attendue
    termes = [t for t in termes_lus(attendue.formule.code) if not t.choix] if attendue else []
    if attendue is None or not termes:
        return
    du_genre = [f for f in examen.formules if f.kind == attendue.formule.code]
    lues = [f for f in du_genre if any(getattr(f, t.nom) is not None for t in termes)]
    if not lues:
        yield from _formule_absente(examen)
        return
    lue = _choisie(lues, termes, attendue)
    compares = [(t, _lu(lue, t), getattr(attendue.formule, t.nom)) for t in termes]
    ecarts = [(t, lu, du) for t, lu, du in compares if lu is not None and lu != du]
    for terme, lu, du in ecarts:
        yield remarque(
            "termes_de_la_formule",
            Gravite.BLOQUANTE,
            f"Formule : {terme.libelle}",
            f"La pièce dit {terme.ecrire(lu)} ; la clause du lot, {terme.ecrire(du)}.",
            lue.passage,
            attendu=terme.ecrire(du),
            lu=terme.ecrire(lu),
            a_ecrire=attendue.phrase("heures"),
        )
    if not ecarts and all(lu is not None for terme, lu, _ in compares if terme.est_exige):
        dits = ", ".join(f"{terme.libelle} : {terme.ecrire(du)}" for terme, _, du in compares)
        yield remarque(
            "termes_de_la_formule", Gravite.CONFORME, "La formule a les termes du lot", f"{dits}.", lue.passage
        )


def _lu(lue: FormuleLue, terme: Terme) -> Any:
    """Ce que la pièce dit de ce terme ; ce qu'elle tait vaut ce que la règle lit quand rien n'est dit."""
    valeur = getattr(lue, terme.nom)
    return terme.defaut if valeur is None else valeur


def _choisie(lues: Sequence[FormuleLue], termes: Sequence[Terme], attendue: ClauseAttendue) -> FormuleLue:
    """Celle qui dit le plus de termes ; s'il n'y en a qu'un à dire, celle qui dit le bon."""
    if len(termes) > 1:
        return _la_plus_dite(lues, termes)
    seul = termes[0].nom
    return next((f for f in lues if getattr(f, seul) == getattr(attendue.formule, seul)), lues[0])


def _la_plus_dite(lues: Sequence[FormuleLue], termes: Sequence[Terme]) -> FormuleLue:
    """Celle qui dit le plus de termes : un rappel abrégé ne contredit pas l'article entier."""
    return max(lues, key=lambda f: sum(getattr(f, t.nom) is not None for t in termes))


def _formule_absente(examen: Examen) -> Iterator[Remarque]:
    """Ni formule ni volume : la pièce ne dit pas l'engagement. Un volume à la place est une autre formule."""
    attendue, autres = examen.attendue, examen.volumes
    if attendue is None or not attendue.a_des_heures or not examen.lecture.parle_d_insertion or examen.formules:
        return
    voulue = attendue.formule.en_bref
    if autres:
        explication = f"La pièce dit {ecrit(autres[0])} ; la clause du lot demande {voulue}."
    else:
        explication = f"La clause du lot demande {voulue} : la pièce ne le dit pas."
    gravite = Gravite.BLOQUANTE if autres or examen.porte_l_article else Gravite.CORRIGER
    yield remarque(
        "termes_de_la_formule",
        gravite,
        "La formule du lot n'est pas dans la pièce",
        explication,
        autres[0].passage if autres else None,
        attendu=voulue,
        a_ecrire=attendue.phrase("heures"),
    )


def formule_calculable(examen: Examen) -> Iterator[Remarque]:
    """Un pourcentage a une base ; une formule a les termes qu'elle exige."""
    for f in examen.formules:
        termes = termes_lus(f.kind)
        manquants = [t.libelle for t in termes if t.est_exige and getattr(f, t.nom) is None]
        if any(t.nature == Nature.POURCENTAGE for t in termes) and not f.base:
            yield _incalculable(
                examen,
                f,
                "Un pourcentage sans base",
                f"« {nombre(f.taux or 0)}{INSECABLE}% » de quoi ? Des heures travaillées, du montant, de l'effectif : "
                "chaque base donne un autre nombre d'heures.",
            )
        elif manquants:
            titre = "Une formule que l'on ne peut pas calculer"
            yield _incalculable(examen, f, titre, f"Il manque : {', '.join(manquants)}.")
        elif f.kind == "bareme":
            yield remarque(
                "formule_calculable",
                Gravite.VERIFIER,
                "Un barème",
                "Les heures viennent d'un barème : vérifiez que chaque tranche de montant s'y trouve.",
                f.passage,
            )


def _incalculable(examen: Examen, formule: FormuleLue, titre: str, explication: str) -> Remarque:
    return remarque(
        "formule_calculable", Gravite.BLOQUANTE, titre, explication, formule.passage, a_ecrire=examen.phrase("heures")
    )


def lecture_de_la_formule(examen: Examen) -> Iterator[Remarque]:
    """Le seuil, les tranches entamées, commandes ou factures : les choix que la clause doit trancher."""
    for code, famille in FAMILLES.items():
        lues = [f for f in examen.formules if f.kind == code]
        a_trancher = [terme for terme in famille.termes() if terme.a_trancher]
        if not lues or not a_trancher:
            continue
        lue = _la_plus_dite(lues, termes_lus(code))
        passages = {f.passage.paragraphe: examen.paragraphe(f.passage, 2) for f in lues}
        texte = sans_accent(" ".join(passages.values()))
        for terme in a_trancher:
            if not terme.selon or getattr(lue, terme.selon):
                yield from _un_choix(examen, lue, terme, texte)


def _un_choix(examen: Examen, lue: FormuleLue, terme: Terme, texte: str) -> Iterator[Remarque]:
    attendue, regle = examen.attendue, terme.a_trancher
    est_la_sienne = attendue is not None and attendue.formule.code == lue.kind
    voulu = attendue.formule.valeur(terme) if attendue and est_la_sienne else None
    du = terme.choisi(voulu) if voulu else None
    dits = [choix for choix in terme.choix if re.search(choix.indices, texte)]
    if not regle.autrement:
        if du and du not in dits:
            yield _ambigu(examen, lue, terme, attendu=du.en_bref)
    elif len(dits) != 1:  # aucun, ou plusieurs
        yield _ambigu(examen, lue, terme)
    elif du and du != dits[0]:
        yield remarque(
            "lecture_de_la_formule",
            Gravite.BLOQUANTE,
            regle.autrement,
            f"La pièce : {dits[0].en_bref}. La clause du lot : {du.en_bref}.",
            lue.passage,
            attendu=du.en_bref,
            lu=dits[0].en_bref,
            a_ecrire=examen.phrase("heures", regle.a_ecrire),
        )


def _ambigu(examen: Examen, lue: FormuleLue, terme: Terme, attendu: str = "") -> Remarque:
    regle, famille = terme.a_trancher, FAMILLES[lue.kind]
    dont = next((t.ecrire(getattr(lue, t.nom)) for t in famille.termes() if t.nom == terme.selon), "")
    return remarque(
        "lecture_de_la_formule",
        Gravite.CORRIGER if regle.est_a_corriger else Gravite.VERIFIER,
        regle.ambigu,
        regle.pourquoi.format(selon=dont, attendu=attendu),
        lue.passage,
        attendu=attendu,
        a_ecrire=examen.phrase("heures", regle.a_ecrire),
    )
