"""Ce que les écrans du répertoire montrent : des données prêtes à lire, sans requête cachée."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html

from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.colonnes import Colonne
from clauses.fond.socle.composants import Action, Definition, Doublons, Lien, Page
from clauses.fond.socle.noms import cle_de_tri
from clauses.fond.socle.templatetags.clause import pastille
from clauses.fond.socle.valeurs import en_date, en_nombre, en_siret
from clauses.fond.structures.models import Contact, EtablissementQuitte, Structure, StructurePorteuse
from regles.typographie import accorder, enumerer

RACINE = Lien("Structures", "/structures/")


def fil_de(structure: Structure) -> list[Lien]:
    """Le chemin jusqu'à la fiche, pour les pages qu'elle ouvre."""
    return [RACINE, Lien(structure.nom, fiche_de(structure))]


def doublons(ressemblantes: Iterable[Structure]) -> Doublons | None:
    """Les structures qui ressemblent à celle qu'on ajoute, à montrer d'abord ; `None` s'il n'y en a pas."""
    lignes = [(Lien(s.nom, fiche_de(s)), _signes(s)) for s in ressemblantes]
    if not lignes:
        return None
    return Doublons(
        titre="Cette structure est peut-être déjà au répertoire.",
        invite="Ouvrez celle qui convient, ou confirmez qu’il s’agit d’une autre.",
        case="C’est une autre structure : l’ajouter",
        lignes=lignes,
    )


def _signes(structure: Structure) -> str:
    siret = f"SIRET {en_siret(structure.siret)}" if structure.siret else "sans SIRET"
    return f"{siret}, {structure.commune}" if structure.commune else siret


def _siret(structure: Structure) -> str:
    return en_siret(structure.siret) if structure.siret else pastille("À compléter", "attente", "question-circle")


def _contact(fonction: str, champ: str) -> Any:
    """Lit un champ du premier contact de cette fonction, préchargé dans `joignables`."""

    def lire(structure: Structure) -> str:
        contacts = (c for c in structure.joignables if c.fonction == fonction)  # type: ignore[attr-defined]
        contact = next(contacts, None)
        return "" if contact is None else str(contact) if champ == "nom" else getattr(contact, champ)

    return lire


def _colonnes_de_contact(fonction: str, qui: str) -> tuple[Colonne, ...]:
    return tuple(
        Colonne(
            f"{fonction}_{champ}",
            f"{titre} {qui}",
            largeur=26,
            personnelle=True,
            ou="export",
            lire=_contact(fonction, champ),
        )
        for champ, titre in (("nom", "Nom"), ("courriel", "Courriel"), ("telephone", "Téléphone"))
    )


COLONNES = (
    Colonne(
        "nom",
        "Structure",
        largeur=40,
        titre_export="Raison sociale",
        montrer=lambda s: f"{s.nom} ({s.sigle})" if s.sigle else s.nom,
    ),
    Colonne("sigle", "Sigle", ou="export"),
    Colonne("siret", "SIRET", "siret", largeur=18, aide="14 chiffres ; vide s'il reste à compléter", montrer=_siret),
    Colonne("famille", "Famille", "mots", largeur=34, lire=lambda s: s.get_famille_display()),
    Colonne("nature", "Nature", "mots", largeur=34, lire=lambda s: s.get_nature_display()),
    Colonne("adresse", "Adresse", largeur=34, ou="export"),
    Colonne("code_postal", "Code postal", largeur=12, ou="export"),
    Colonne("commune", "Commune", largeur=22),
    Colonne("site", "Site internet", largeur=28, ou="export"),
    *_colonnes_de_contact(Contact.Fonction.REFERENT, "du référent"),
    *_colonnes_de_contact(Contact.Fonction.HIERARCHIE, "du contact hiérarchique"),
)


def phrase_de_la_liste(total: int, sans_siret: int, *, filtree: bool) -> str:
    if filtree:
        return f"{accorder(total, 'structure répond', 'structures répondent')} à ces filtres."
    suite = f", dont {accorder(sans_siret, 'à compléter', 'à compléter')} (sans SIRET)" if sans_siret else ""
    return f"{accorder(total, 'structure')} au répertoire{suite}."


def definitions(structure: Structure, quittes: Iterable[EtablissementQuitte] = ()) -> list[Definition]:
    """L'identité, telle qu'elle se lit ; le SIRET par groupes, le SIREN avec lui."""
    ville = f"{structure.code_postal} {structure.commune}".strip()
    lignes = [
        Definition("SIRET", en_siret(structure.siret) if structure.siret else ""),
        *(Definition("Établissement quitté", f"{en_siret(e.siret)}, jusqu'au {en_date(e.jusqu_au)}") for e in quittes),
        Definition("Famille", structure.get_famille_display()),
        *([Definition("Nature", structure.get_nature_display())] if structure.nature else []),
        Definition("Adresse", ", ".join(morceau for morceau in (structure.adresse, ville) if morceau)),
        Definition("Site internet", structure.site, url=structure.site),
    ]
    if structure.observation:
        lignes.append(Definition("Observation", structure.observation))
    return lignes


@dataclass(frozen=True)
class LigneContact:
    """Un contact sur la fiche, et ce qu'on peut y faire."""

    contact: Contact
    url_modifier: str = ""
    url_retirer: str = ""


def lignes_de_contacts(contacts: list[Contact], *, permis: bool) -> list[LigneContact]:
    """Les contacts, le référent et le hiérarchique d'abord."""
    rang = {fonction: n for n, fonction in enumerate(Contact.Fonction.values)}
    ranges = sorted(contacts, key=lambda c: (rang[c.fonction], cle_de_tri(c.nom, c.prenom)))
    if not permis:
        return [LigneContact(c) for c in ranges]
    return [
        LigneContact(
            c, reverse("structures:contact_modifier", args=[c.pk]), reverse("structures:contact_annuler", args=[c.pk])
        )
        for c in ranges
    ]


def fonctions_absentes(contacts: list[Contact]) -> list[tuple[str, str]]:
    """(code, libellé) du référent et du contact hiérarchique quand ils manquent : on les sollicite, il les faut."""
    presentes = {c.fonction for c in contacts}
    attendues = (Contact.Fonction.REFERENT, Contact.Fonction.HIERARCHIE)
    return [(f.value, str(f.label)) for f in attendues if f not in presentes]


def page_de_la_fiche(structure: Structure, absentes: list[tuple[str, str]], *, peut_modifier: bool) -> Page:
    manques = ["le SIRET"] if not structure.siret else []
    manques += [{"referent": "un référent", "hierarchie": "un contact hiérarchique"}[code] for code, _ in absentes]
    phrase = f"Il manque {enumerer(manques)} à cette fiche." if manques else ""
    if structure.est_annule:
        phrase = f"Sortie du répertoire\u00a0: {structure.motif_annulation}"
    nature = structure.get_nature_display() or structure.get_famille_display()
    return Page(
        titre=f"{structure.nom} ({structure.sigle})" if structure.sigle else structure.nom,
        surtitre=nature,
        phrase=phrase,
        ton="alerte" if structure.est_annule else "attente" if manques else "neutre",
        fil=[RACINE, Lien(structure.nom)],
        actions=_actions(structure) if peut_modifier else (),
    )


def _actions(structure: Structure) -> list[Action]:
    if structure.est_annule:
        url = reverse("structures:retablir", args=[structure.pk])
        return [Action("Rétablir cette fiche", url, style="principale", methode="post")]
    return [
        Action("Modifier la fiche", reverse("structures:modifier", args=[structure.pk]), icone="pencil"),
        *_changer_d_etablissement(structure),
        Action("Sortir du répertoire", reverse("structures:annuler", args=[structure.pk]), style="discrete"),
    ]


def _changer_d_etablissement(structure: Structure) -> list[Action]:
    url = reverse("structures:changer_d_etablissement", args=[structure.pk])
    return [Action("Changer d'établissement", url, style="discrete")] if structure.siret else []


def definitions_de_la_porteuse(porteuse: StructurePorteuse) -> list[Definition]:
    return [
        Definition("Nom", porteuse.nom),
        Definition("Sigle", porteuse.sigle),
        Definition("SIRET", en_siret(porteuse.siret) if porteuse.siret else ""),
        Definition("Adresse", porteuse.adresse),
        Definition("Courriel", porteuse.courriel),
        Definition("Téléphone", porteuse.telephone),
        Definition("Heures par ETP et par an", f"{en_nombre(porteuse.heures_par_etp)}\u202fh"),
        Definition("Logo", _image(porteuse)),
    ]


def _image(porteuse: StructurePorteuse) -> Any:
    if not porteuse.logo:
        return ""
    return format_html(
        '<img src="{}?v={}" alt="Logo actuel" height="48">', reverse("structures:logo"), porteuse.version
    )
