"""Ce qui a été lu dans la pièce, à côté de ce que dit la clause du lot : un tableau de faits, sans jugement."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from lecteur.controle.attendue import ClauseAttendue
from lecteur.controle.droit import RESERVATIONS
from lecteur.controle.examen import Examen
from lecteur.controle.formule import nom_de_la_formule
from lecteur.controle.sanctions import RYTHMES
from lecteur.controle.volumes import ecrit
from lecteur.extraction.constats import FormuleLue, Lecture, Passage, Texte, Volume, termes_lus
from regles.publics import CRITERES
from regles.typographie import INSECABLE, apostrophes, euros, heures, nombre

_MODALITES = {
    "embauche_directe": "embauche directe",
    "mise_a_disposition": "mise à disposition",
    "sous_traitance": "sous-traitance ou cotraitance",
    "formation": "formation",
    "stage": "stage",
}
_PAR = {
    "an": "par an",
    "mois": "par mois",
    "trimestre": "par trimestre",
    "semestre": "par semestre",
    "semaine": "par semaine",
    "tranche_facturation": "par tranche de facturation",
}


@dataclass(frozen=True)
class FaitLu:
    """Une ligne : le sujet, ce que dit la pièce, ce que dit le lot, et où elle le dit."""

    sujet: str
    lu: str
    attendu: str = ""
    citation: str = ""
    page: int | None = None
    paragraphe: int | None = None

    def en_json(self) -> dict[str, Any]:
        return {nom: valeur for nom, valeur in asdict(self).items() if valeur not in ("", None)}


def faits_lus(lecture: Lecture, texte: Texte, attendue: ClauseAttendue | None = None) -> list[FaitLu]:
    """Les lignes dont la pièce ou le lot dit quelque chose, dans l'ordre d'une clause."""
    examen = Examen(lecture, texte, attendue=attendue)
    lignes = [
        _ligne("Instrument", _reservations(examen), _instrument(attendue), examen),
        _ligne("Heures", [(_volume(v), v.passage) for v in examen.du_lot(lecture.volumes)], _heures(attendue), examen),
        _ligne("Formule", [(_formule(f), f.passage) for f in examen.formules], _formule_attendue(attendue), examen),
        _ligne("Publics", [(_critere(p.code), p.passage) for p in lecture.publics], _publics(attendue), examen),
        _ligne("Modalités", [(_MODALITES.get(m.code, m.code), m.passage) for m in lecture.modalites], "", examen),
        *_penalites(examen),
        _ligne(
            "Justificatifs",
            [(_rythme(t.periodicite_mois, t.jour), t.passage) for t in lecture.transmissions],
            _rythme(attendue.periodicite_mois, attendue.jour_echeance) if attendue else "",
            examen,
        ),
        _ligne(
            "Facilitateur",
            [(", ".join(filter(None, (c.nom, c.courriel, c.telephone))), c.passage) for c in lecture.contacts],
            " ; ".join(f"{c.nom} {c.courriel}".strip() for c in attendue.contacts) if attendue else "",
            examen,
        ),
        _ligne(
            "Critère",
            [(_poids(c.ponderation), c.passage) for c in lecture.criteres],
            _poids(attendue.ponderation) if attendue and attendue.a_un_critere else "",
            examen,
        ),
        _ligne("Articles cités", [(a.cite, a.passage) for a in lecture.articles], "", examen),
    ]
    return [ligne for ligne in lignes if ligne.lu or ligne.attendu]


def _ligne(sujet: str, lus: Iterable[tuple[str, Passage]], attendu: str, examen: Examen) -> FaitLu:
    """Les valeurs lues, chacune une fois ; la première donne la place."""
    tous = [(texte, passage) for texte, passage in lus if texte]
    if not tous:
        return FaitLu(sujet, "", apostrophes(attendu))
    passage = tous[0][1]
    ecrits = " ; ".join(dict.fromkeys(texte for texte, _ in tous))
    return FaitLu(sujet, apostrophes(ecrits), apostrophes(attendu), passage.texte, passage.page, passage.paragraphe)


def _penalites(examen: Examen) -> list[FaitLu]:
    attendue = examen.attendue
    dues: dict[str, Callable[[ClauseAttendue], Any]] = {
        "heure": lambda a: a.penalite_heure,
        "absence": lambda a: a.penalite_absence,
        "transmission": lambda a: a.penalite_transmission,
        "retard_jour": lambda _: None,
        "forfait": lambda _: None,
    }
    titres = ("par heure non faite", "par absence", "par transmission manquante", "par jour de retard", "forfaitaire")
    lignes = []
    for (nature, due), titre in zip(dues.items(), titres, strict=True):
        lues = [
            (euros(p.montant) if p.montant is not None else _poids(p.taux) or "sans montant", p.passage)
            for p in examen.lecture.penalites
            if p.nature == nature
        ]
        montant = due(attendue) if attendue else None
        lignes.append(_ligne(f"Pénalité {titre}", lues, euros(montant) if montant else "", examen))
    return lignes


def _reservations(examen: Examen) -> list[tuple[str, Passage]]:
    return [
        (RESERVATIONS[r.instrument][0], r.passage) for r in examen.lecture.reservations if r.instrument in RESERVATIONS
    ]


def _instrument(attendue: ClauseAttendue | None) -> str:
    if attendue is None:
        return ""
    if attendue.est_reserve:
        return RESERVATIONS[attendue.instrument][0]
    return {
        "condition": "condition d'exécution",
        "condition_critere": "condition d'exécution et critère",
        "critere": "critère d'attribution",
    }[attendue.instrument]


def _volume(volume: Volume) -> str:
    morceaux = [ecrit(volume), _PAR.get(volume.par, f"par {volume.par}" if volume.par else "")]
    if volume.lot:
        morceaux.append(f"(lot {volume.lot})")
    morceaux += [f"({m})" for m in (volume.tranche, volume.periode) if m]
    if volume.nature not in ("exige", "minimum"):
        morceaux.append(f"({volume.nature})")
    return " ".join(m for m in morceaux if m)


def _heures(attendue: ClauseAttendue | None) -> str:
    if attendue is None or not attendue.a_des_heures:
        return ""
    return " ; ".join(volume.en_mots() for volume in attendue.volumes)


def _formule(formule: FormuleLue) -> str:
    termes = [
        f"{heures(formule.heures_par_tranche)}" if formule.heures_par_tranche is not None else "",
        f"par {euros(formule.montant_tranche_ht)} HT" if formule.montant_tranche_ht is not None else "",
        f"seuil de {euros(formule.seuil_ht)} HT" if formule.seuil_ht else "",
        f"{_poids(formule.taux)} {formule.base}".strip() if formule.taux is not None else "",
    ]
    dits = ", ".join(t for t in termes if t)
    return f"{nom_de_la_formule(formule.kind)}{f' : {dits}' if dits else ''}"


def _formule_attendue(attendue: ClauseAttendue | None) -> str:
    if attendue is None or not attendue.a_des_heures:
        return ""
    formule = attendue.formule
    termes = {terme.nom: formule.valeur(terme) for terme in termes_lus(formule.code)}
    return _formule(FormuleLue(formule.code, Passage("", 0, 0), **termes))


def _critere(code: str) -> str:
    return CRITERES[code].libelle if code in CRITERES else code


def _publics(attendue: ClauseAttendue | None) -> str:
    return " ; ".join(_critere(code) for code in attendue.publics) if attendue else ""


def _rythme(mois: int | None, jour: int | None) -> str:
    rythme = RYTHMES.get(mois, f"tous les {mois} mois") if mois else ""
    return ", ".join(m for m in (rythme, f"avant le {jour}" if jour else "") if m)


def _poids(poids: Any) -> str:
    return f"{nombre(poids)}{INSECABLE}%" if poids is not None else ""
