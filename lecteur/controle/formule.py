"""La formule : la même que celle du lot, avec ses termes et ses choix de lecture, et calculable."""

import re
from collections.abc import Iterator
from decimal import Decimal

from lecteur.controle.attendue import ClauseAttendue
from lecteur.controle.examen import Examen
from lecteur.controle.remarques import Gravite, Remarque, remarque
from lecteur.controle.volumes import ecrit
from lecteur.extraction.constats import FormuleLue
from regles.clause import AssietteSeuil, LectureSeuil, LectureTranches
from regles.typographie import INSECABLE, euros, heures, nombre, sans_accent

LIBELLES = {
    "fixe": "un volume fixe",
    "tranches": "des heures par tranche ferme ou optionnelle",
    "annuelle": "des heures par an",
    "pourcentage_heures": "une part des heures travaillées",
    "facturation": "des heures par tranche de facturation",
    "bareme": "un barème",
    "calcul": "un calcul à partir du montant et de la part de main-d'œuvre",
}
_RETROACTIF = re.compile(
    r"premier euro|premiere facture|retroacti|des l'origine|totalite des (?:montants|commandes|factures)"
)
_FRANCHISE = re.compile(r"franchise|seul\w*[^.]{0,80}au[- ]dela|(?:fraction|part|montants?)[^.]{0,40}(?:excede|depass)")
_AU_DELA = re.compile(r"au[- ]dela")
_ENTIERES = re.compile(r"tranches? (?:entieres?|completes?|echues?|achevees?)|entieres? compt")
_PRORATA = re.compile(r"prorata|tranches? (?:entamees?|commencees?)")
_COMMANDE, _FACTURE = re.compile(r"command"), re.compile(r"factur")


def formule_du_lot(examen: Examen) -> Iterator[Remarque]:
    """La pièce use de la formule du lot."""
    attendue = examen.attendue
    if attendue is None or not attendue.a_des_heures or not examen.formules:
        return
    lues = {f.kind for f in examen.formules}
    if attendue.formule in lues or _equivaut(examen, lues):
        return
    autre = examen.formules[0]
    yield remarque(
        "formule_du_lot",
        Gravite.BLOQUANTE,
        "La formule n'est pas celle du lot",
        f"La pièce demande {LIBELLES[autre.kind]} ; la clause du lot, {LIBELLES[attendue.formule]}.",
        autre.passage,
        attendu=LIBELLES[attendue.formule],
        lu=LIBELLES[autre.kind],
        a_ecrire=attendue.phrase("heures"),
    )


def _equivaut(examen: Examen, lues: set[str]) -> bool:
    """Un volume fixe peut s'écrire par an ou par tranche : c'est le contrôle des heures qui compare alors."""
    attendue = examen.attendue
    volumes = {"fixe", "annuelle", "tranches"}
    return attendue is not None and attendue.formule in volumes and bool(lues & volumes)


def termes_de_la_formule(examen: Examen) -> Iterator[Remarque]:
    """Heures par tranche, montant de la tranche, seuil ; ou taux."""
    attendue = examen.attendue
    if attendue is None:
        return
    if attendue.formule == "facturation":
        yield from _facturation(examen, [f for f in examen.formules if f.kind == "facturation"])
    elif attendue.formule == "pourcentage_heures":
        yield from _taux(examen, [f for f in examen.formules if f.kind == "pourcentage_heures"])


def _facturation(examen: Examen, lues: list[FormuleLue]) -> Iterator[Remarque]:
    attendue = examen.attendue
    assert attendue is not None
    if not lues:
        yield from _formule_absente(examen)
        return
    lue, a_ecrire = _la_plus_dite(lues), attendue.phrase("heures")
    couples = (
        ("heures par tranche", lue.heures_par_tranche, attendue.heures_par_tranche, heures),
        ("montant de la tranche", lue.montant_tranche_ht, attendue.montant_tranche_ht, _ht),
        ("seuil de déclenchement", lue.seuil_ht or Decimal(0), attendue.seuil_ht, _seuil),
    )
    ecarts = [(nom, lu, du, ecrire) for nom, lu, du, ecrire in couples if lu is not None and lu != du]
    for nom, lu, du, ecrire in ecarts:
        yield remarque(
            "termes_de_la_formule",
            Gravite.BLOQUANTE,
            f"Formule : {nom}",
            f"La pièce dit {ecrire(lu)} ; la clause du lot, {ecrire(du or Decimal(0))}.",
            lue.passage,
            attendu=ecrire(du or Decimal(0)),
            lu=ecrire(lu),
            a_ecrire=a_ecrire,
        )
    if not ecarts and lue.heures_par_tranche is not None and lue.montant_tranche_ht is not None:
        yield remarque(
            "termes_de_la_formule",
            Gravite.CONFORME,
            "La formule a les termes du lot",
            f"{heures(lue.heures_par_tranche)} par tranche de {_ht(lue.montant_tranche_ht)}, "
            f"{_seuil(attendue.seuil_ht)}.",
            lue.passage,
        )


def _formule_absente(examen: Examen) -> Iterator[Remarque]:
    """Ni formule ni volume : la pièce ne dit pas l'engagement. Un volume à la place est une autre formule."""
    attendue, autres = examen.attendue, examen.volumes
    if attendue is None or not attendue.a_des_heures or not examen.lecture.parle_d_insertion or examen.formules:
        return
    if autres:
        explication = f"La pièce dit {ecrit(autres[0])} ; la clause du lot demande {LIBELLES[attendue.formule]}."
    else:
        explication = f"La clause du lot demande {LIBELLES[attendue.formule]} : la pièce ne le dit pas."
    gravite = Gravite.BLOQUANTE if autres or examen.porte_l_article else Gravite.CORRIGER
    yield remarque(
        "termes_de_la_formule",
        gravite,
        "La formule du lot n'est pas dans la pièce",
        explication,
        autres[0].passage if autres else None,
        attendu=LIBELLES[attendue.formule],
        a_ecrire=attendue.phrase("heures"),
    )


def _taux(examen: Examen, lues: list[FormuleLue]) -> Iterator[Remarque]:
    attendue = examen.attendue
    assert attendue is not None
    avec = [f for f in lues if f.taux is not None]
    if not avec:
        yield from _formule_absente(examen)
        return
    lue = next((f for f in avec if f.taux == attendue.taux), avec[0])
    lu, du = (f"{nombre(t)}{INSECABLE}%" for t in (lue.taux or Decimal(0), attendue.taux or Decimal(0)))
    if lue.taux == attendue.taux:
        yield remarque(
            "termes_de_la_formule", Gravite.CONFORME, "Le taux est celui du lot", f"{lu} des heures.", lue.passage
        )
    else:
        yield remarque(
            "termes_de_la_formule",
            Gravite.BLOQUANTE,
            "Le taux n'est pas celui du lot",
            f"La pièce dit {lu} ; la clause du lot, {du}.",
            lue.passage,
            attendu=du,
            lu=lu,
            a_ecrire=attendue.phrase("heures"),
        )


def formule_calculable(examen: Examen) -> Iterator[Remarque]:
    """Un pourcentage a une base ; une tranche a ses heures et son montant."""
    for f in examen.formules:
        if f.kind == "pourcentage_heures" and not f.base:
            yield _incalculable(
                examen,
                f,
                "Un pourcentage sans base",
                f"« {nombre(f.taux or Decimal(0))}{INSECABLE}% » de quoi ? Des heures travaillées, du "
                f"montant, de l'effectif : "
                "chaque base donne un autre nombre d'heures.",
            )
        elif f.kind == "facturation" and (f.heures_par_tranche is None or f.montant_tranche_ht is None):
            manque = "les heures dues par tranche" if f.heures_par_tranche is None else "le montant d'une tranche"
            yield _incalculable(examen, f, "Une formule que l'on ne peut pas calculer", f"Il manque {manque}.")
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
    lues = [f for f in examen.formules if f.kind == "facturation"]
    if not lues:
        return
    formule = _la_plus_dite(lues)
    texte = sans_accent(" ".join({f.passage.paragraphe: examen.paragraphe(f.passage, 2) for f in lues}.values()))
    if formule.seuil_ht:
        yield from _lecture_du_seuil(examen, formule, texte)
    yield from _lecture_des_tranches(examen, formule, texte)
    if formule.seuil_ht and examen.attendue and examen.attendue.seuil_ht:
        yield from _assiette(examen, formule, texte)


def _lecture_du_seuil(examen: Examen, formule: FormuleLue, texte: str) -> Iterator[Remarque]:
    retroactif, franchise = bool(_RETROACTIF.search(texte)), bool(_FRANCHISE.search(texte))
    attendue = examen.attendue
    a_ecrire = (
        attendue.phrase("heures")
        if attendue
        else (
            "Une fois le seuil atteint, les heures se comptent depuis le premier euro. (Ou : seuls les "
            "montants au-delà du "
            "seuil comptent.)"
        )
    )
    if retroactif == franchise:  # ni l'un ni l'autre, ou les deux
        mot = "« au-delà »" if _AU_DELA.search(texte) else "le seuil"
        yield remarque(
            "lecture_de_la_formule",
            Gravite.CORRIGER,
            "Le seuil se lit de deux façons",
            f"La pièce ne dit pas si, une fois le seuil de {_ht(formule.seuil_ht or Decimal(0))} atteint, "
            f"tout compte depuis le "
            f"premier euro ou seulement ce qui dépasse : {mot} admet les deux lectures, et elles ne donnent "
            f"pas le même "
            "nombre d'heures.",
            formule.passage,
            a_ecrire=a_ecrire,
        )
    elif attendue and retroactif != (attendue.lecture_seuil == LectureSeuil.RETROACTIF) and attendue.seuil_ht:
        lu, du = ("dès le premier euro", "au-delà du seuil seulement")[:: 1 if retroactif else -1]
        yield _autre_lecture(formule, "Le seuil ne se lit pas comme dans la clause du lot", du, lu, a_ecrire)


def _lecture_des_tranches(examen: Examen, formule: FormuleLue, texte: str) -> Iterator[Remarque]:
    entieres, prorata = bool(_ENTIERES.search(texte)), bool(_PRORATA.search(texte))
    attendue = examen.attendue
    a_ecrire = examen.phrase("heures", "Seules les tranches entières comptent.")
    if entieres == prorata:
        yield remarque(
            "lecture_de_la_formule",
            Gravite.VERIFIER,
            "La tranche entamée",
            "La pièce ne dit pas si une tranche entamée compte, entière, au prorata ou pas du tout.",
            formule.passage,
            a_ecrire=a_ecrire,
        )
    elif _differe(attendue, entieres=entieres):
        lu, du = ("tranches entières", "au prorata")[:: 1 if entieres else -1]
        yield _autre_lecture(formule, "Les tranches ne se lisent pas comme dans la clause du lot", du, lu, a_ecrire)


def _differe(attendue: ClauseAttendue | None, *, entieres: bool) -> bool:
    if attendue is None or attendue.formule != "facturation":
        return False
    return entieres != (attendue.lecture_tranches == LectureTranches.ENTIERES)


def _assiette(examen: Examen, formule: FormuleLue, texte: str) -> Iterator[Remarque]:
    attendue = examen.attendue
    assert attendue is not None
    voulu, motif = (
        ("les commandes", _COMMANDE)
        if attendue.assiette_seuil == AssietteSeuil.COMMANDE
        else ("les factures", _FACTURE)
    )
    if not motif.search(texte):
        yield remarque(
            "lecture_de_la_formule",
            Gravite.VERIFIER,
            "Sur quoi se lit le seuil",
            f"La clause du lot lit le seuil sur {voulu} : la pièce ne le dit pas.",
            formule.passage,
            attendu=voulu,
            a_ecrire=attendue.phrase("heures"),
        )


def _autre_lecture(formule: FormuleLue, titre: str, attendu: str, lu: str, a_ecrire: str) -> Remarque:
    return remarque(
        "lecture_de_la_formule",
        Gravite.BLOQUANTE,
        titre,
        f"La pièce : {lu}. La clause du lot : {attendu}.",
        formule.passage,
        attendu=attendu,
        lu=lu,
        a_ecrire=a_ecrire,
    )


def _la_plus_dite(lues: list[FormuleLue]) -> FormuleLue:
    """Celle qui dit le plus de termes : un rappel abrégé ne contredit pas l'article entier."""
    return max(lues, key=lambda f: sum(v is not None for v in (f.heures_par_tranche, f.montant_tranche_ht, f.seuil_ht)))


def _ht(montant: Decimal) -> str:
    return f"{euros(montant)} HT"


def _seuil(montant: Decimal) -> str:
    return f"seuil de {_ht(montant)}" if montant else "sans seuil"
