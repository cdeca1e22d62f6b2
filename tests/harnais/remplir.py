"""Remplir un formulaire comme le ferait une personne pressée : ce que la page montre reste, ce qu'elle exige reçoit de
quoi passer, le reste est laissé vide. Un essai y ajoute ce qu'aucune règle ne devine.
"""

from collections.abc import Iterator, Mapping

from lxml.html import FormElement, HtmlElement

from clauses.fond.structures.fictif import siret_fictif

# Le début ou la fin du nom d'un champ → ce qu'on y écrit.
PAR_NOM: Mapping[str, str] = {
    "siret": siret_fictif(731),
    "courriel": "essai@exemple.test",
    "naissance": "12/03/1990",
    "montant_ht": "1000",
    "heures": "10",
    "mois": "6",
    "numero": "7",
    "part": "10",
    "cout_horaire": "40",
    "part_main_oeuvre": "30",
}
Champs = dict[str, list[str]]


def remplir(formulaire: FormElement, saisie: Mapping[str, str] | None = None) -> Champs:
    """{nom: valeurs} de tout le formulaire ; `saisie` l'emporte sur ce qui se devine."""
    champs: Champs = {}
    for nom, valeur in _paires(formulaire):
        champs.setdefault(nom, []).append(valeur)
    bouton = formulaire.xpath(".//button[@name]")[:1]
    champs |= {b.get("name"): [b.get("value", "")] for b in bouton}
    return champs | {nom: [valeur] for nom, valeur in (saisie or {}).items()}


def _paires(formulaire: FormElement) -> Iterator[tuple[str, str]]:
    choisis = set()
    for champ in formulaire.inputs:
        nom, genre = champ.get("name"), champ.get("type", champ.tag)
        if not nom or genre in ("submit", "button", "file", "reset") or champ.get("disabled") is not None:
            continue
        if champ.tag == "select":
            yield from ((nom, valeur) for valeur in _choix(champ))
        elif genre == "radio":
            if nom not in choisis:
                choisis.add(nom)
                yield nom, _radio(formulaire, nom)
        elif genre == "checkbox":
            if champ.get("checked") is not None:
                yield nom, champ.get("value", "on")
        else:
            montre = champ.value or ""
            est_a_remplir = not montre.strip() and genre != "hidden" and _est_exige(champ)
            yield nom, _devine(nom) if est_a_remplir else montre


def _est_exige(champ: HtmlElement) -> bool:
    return champ.get("required") is not None or champ.get("aria-required") == "true" or champ.get("name") == "motif"


def _choix(champ: HtmlElement) -> list[str]:
    poses = [o.get("value", "") for o in champ.xpath(".//option[@selected]") if o.get("value")]
    return poses or [o.get("value") for o in champ.xpath(".//option") if o.get("value")][: _est_exige(champ)]


def _radio(formulaire: FormElement, nom: str) -> str:
    boutons = formulaire.xpath(".//input[@type='radio'][@name=$nom]", nom=nom)
    poses = [b.get("value", "") for b in boutons if b.get("checked") is not None and b.get("value")]
    return (poses or [b.get("value") for b in boutons if b.get("value")] or [""])[0]


def _devine(nom: str) -> str:
    court = nom.rpartition("-")[2]
    for motif, valeur in PAR_NOM.items():
        if court.startswith(motif) or court.endswith(motif):
            return valeur
    est_une_date = court in ("le", "jour", "depuis", "du", "au", "echeance") or court.startswith(("date", "arrete"))
    return "20/11/2026" if est_une_date else "Essai"
