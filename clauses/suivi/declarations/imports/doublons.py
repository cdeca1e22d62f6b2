"""Les contrats auxquels comparer une ligne nouvelle : ceux de la base, et ceux que le fichier vient d'ajouter."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from clauses.fond.socle.noms import serrer
from clauses.fond.socle.valeurs import cle_de_texte
from clauses.suivi.declarations.doubles import (
    SANS_RAPPORT,
    Comparaison,
    ContratDit,
    Lien,
    Qui,
    comparer,
    numero_de_lot,
    semble_une_autre,
)
from clauses.suivi.declarations.imports.identites import Identite
from clauses.suivi.declarations.models import AffectationLot, ContratInsertion
from clauses.suivi.participants import doubles as personnes
from regles.typographie import majuscule

SANS_NOM, DOSSIER = PRENOMS_DE_REPRISE = "Personne reprise", "Dossier"  # de ceux que l'export ne nomme pas


@dataclass(frozen=True)
class Connu:
    """Un contrat connu ; `ligne` : celle du fichier qui vient de le dire, s'il n'est pas encore écrit ; `ecrit_le` :
    quand il l'a été."""

    dit: ContratDit
    contrat: UUID
    ligne: int | None = None
    ecrit_le: datetime | None = None


@dataclass(frozen=True)
class Trouve:
    """Le contrat que la ligne dit peut-être déjà, et ce qu'il est pour elle. `motif` : ce qu'il faut en savoir ;
    `entre_le` : quand est entré le dernier de ceux qu'elle redit peut-être, hors de son fichier."""

    connu: Connu | None
    lien: Lien
    motif: str
    entre_le: datetime | None = None


class Doublons:
    """Deux requêtes : les contrats, leurs marchés. `dits` : les contrats que d'autres lignes du fichier retrouvent, et
    les heures qu'elles en disent."""

    def __init__(self, porteuse_id: UUID, dits: Mapping[UUID, Decimal | None]) -> None:
        self._dits = set(dits)
        self._rangs: dict[tuple[Any, ...], list[Connu]] = defaultdict(list)
        marches: dict[UUID, set[tuple[str, ...]]] = defaultdict(set)
        affectations = AffectationLot.objects.actifs().filter(contrat__participant__porteuse_id=porteuse_id).order_by()
        ou = ("lot__marche__objet", "lot__marche__operation__nom", "lot__numero")
        for contrat, *marche in affectations.values_list("contrat_id", *ou):
            marches[contrat].add(tuple(marche))
        suivis = {"participant__porteuse_id": porteuse_id, "participant__annule_le": None}
        contrats = ContratInsertion.objects.actifs().filter(**suivis).order_by("pk")
        for pk, ecrit_le, *valeurs in contrats.values_list("pk", "cree_le", *_CHAMPS):
            for marche in sorted(marches.get(pk, {("", "", "")})):
                dit = _dit(valeurs, *marche)._replace(heures=dits.get(pk))
                self.noter(Connu(dit, pk, ecrit_le=ecrit_le))

    def noter(self, connu: Connu) -> None:
        for cle in _cles(connu.dit):
            self._rangs[cle].append(connu)
        if connu.ligne is None:  # deux lignes sans nom d'un même fichier sont deux personnes
            for cle in _cles_sans_nom(connu.dit):
                self._rangs["tous", cle].append(connu)
                if not connu.dit.qui.nom:
                    self._rangs["anonymes", cle].append(connu)

    def retrouver(self, contrat: UUID) -> None:
        """Une ligne du fichier vient de redire ce contrat : une autre qui le redirait est à confirmer."""
        self._dits.add(contrat)

    def chercher(self, dit: ContratDit, identite: Identite) -> Trouve | None:
        """Ce que cette ligne redit peut-être ; rien si c'est un contrat de plus."""
        voisins = self._voisins(dit)
        comparaisons = [(comparer(dit, connu.dit, ensemble=self.est_du_fichier(connu)), connu) for connu in voisins]
        # Un « probable » passe avant un « différent » ; à lien égal, celui qui a le plus en commun.
        parlantes: list[tuple[Comparaison, Connu | None]]
        parlantes = [(lue, connu) for lue, connu in comparaisons if lue.lien or lue.raison]
        lue, connu = max(parlantes, key=lambda c: (c[0].lien, c[0].communs), default=(SANS_RAPPORT, None))
        probables = (connu for lue, connu in comparaisons if lue.lien is Lien.PROBABLE)
        entrees = [c.ecrit_le for c in probables if c.ecrit_le is not None and not self.est_du_fichier(c)]
        if identite.jumelle is not None:
            motif = f"doublon de la ligne {identite.jumelle}, qui dit la même chose en tout."
            return Trouve(None, Lien.PROBABLE, motif)
        if connu is None:
            return None
        if lue.lien is Lien.DIFFERENT:
            entre_le = None if self.est_du_fichier(connu) else connu.ecrit_le
            return Trouve(connu, lue.lien, f"{majuscule(lue.raison)}.", entre_le)
        pourquoi = f" : {lue.raison}" if lue.raison else ""
        existe = f"est déjà dit par la ligne {connu.ligne}," if connu.ligne else "existe déjà"
        qui = connu.dit.qui
        elle = f"{qui.prenom} {qui.nom}" if qui.nom and semble_une_autre(dit.qui, qui) else "cette personne"
        motif = f"un contrat de {elle} {existe} {connu.dit.en_mots()}{pourquoi}."
        # Deux lignes d'un même fichier pour un seul contrat : laquelle dit ses heures, quelqu'un le sait.
        lien = Lien.PROBABLE if self.est_du_fichier(connu) or identite.est_ambigue else lue.lien
        return Trouve(connu, lien, motif, max(entrees, default=None))

    def est_du_fichier(self, connu: Connu) -> bool:
        """Une autre ligne du fichier dit ce contrat."""
        return connu.ligne is not None or connu.contrat in self._dits

    def _voisins(self, dit: ContratDit) -> Iterator[Connu]:
        vus: set[int] = set()
        parmi = "anonymes" if dit.qui.nom else "tous"
        for cle in (*_cles(dit), *((parmi, cle) for cle in _cles_sans_nom(dit))):
            for connu in self._rangs.get(cle, ()):
                if id(connu) not in vus:
                    vus.add(id(connu))
                    yield connu


_CHAMPS = (
    "participant_id",
    "participant__nom",
    "participant__prenom",
    "participant__date_naissance",
    "participant__sexe",
    "participant__commune",
    "participant__code_postal",
    "participant__dossier",
    "cle_import",
    "date_debut",
    "date_fin",
    "employeur__nom",
    "employeur__siret",
)


def _dit(valeurs: list[Any], marche: str, operation: str, lot: str) -> ContratDit:
    fiche, nom, prenom, naissance, sexe, commune, postal, dossier, cle, debut, fin, employeur, siret = valeurs
    profil, age = profil_de(sexe, commune, postal), ""
    if cle and prenom in PRENOMS_DE_REPRISE:
        nom, prenom, age = "", "", cle.split(":")[1]
    qui = Qui(fiche, nom, prenom, naissance, cle_de_texte(dossier), profil, int(age) if age else None)
    return ContratDit(qui, debut, fin, employeur, marche, siret, operation, numero_de_lot(lot))


def profil_de(sexe: str, commune: str, code_postal: str) -> str:
    return f"{sexe} {code_postal} {cle_de_texte(commune)}"


def qui_est(lues: dict[str, Any], fiche: UUID | None, age: str) -> Qui:
    """La personne d'une ligne, d'après ses champs lus."""
    nommee = lues.get("nom") and lues.get("prenom")
    return Qui(
        fiche,
        lues["nom"] if nommee else "",
        lues["prenom"] if nommee else "",
        lues.get("date_naissance"),
        cle_de_texte(lues.get("dossier", "")),
        profil_de(lues.get("sexe", ""), lues.get("commune", ""), lues.get("code_postal", "")),
        int(age) if age else None,
    )


def _cles(dit: ContratDit) -> list[tuple[Any, ...]]:
    """Où ranger ce contrat pour le retrouver : à chaque façon dont sa personne peut être écrite."""
    qui = dit.qui
    cles: list[tuple[Any, ...]] = []
    if qui.fiche is not None:
        cles.append(("fiche", qui.fiche))
    if qui.nom:
        cles += [("nom", cle) for cle in personnes.cles(qui.en_personne())]
        cles.append(("debut", dit.debut, serrer(qui.prenom)))
    return cles


def _cles_sans_nom(dit: ContratDit) -> tuple[tuple[Any, ...], ...]:
    """Où ranger un contrat que rien ne nomme, ou qu'on lui compare : une chose au plus y a été corrigée."""
    profil, fin = dit.qui.profil, dit.fin
    return (
        ("profil", profil, dit.debut),
        ("fin", profil, fin),
        ("employeur", cle_de_texte(dit.employeur), dit.debut),
        ("marche", cle_de_texte(dit.marche), dit.debut),
    )
