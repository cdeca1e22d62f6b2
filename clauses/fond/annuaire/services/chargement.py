"""Le seul verbe qui écrit l'annuaire : charger. Tout ou rien, et recommencer ne change rien."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from django.utils import timezone

from clauses.fond.annuaire.imports import complements
from clauses.fond.annuaire.imports.identite import cle_de
from clauses.fond.annuaire.imports.lieux import Communes, Remarque
from clauses.fond.annuaire.imports.lire import Fichier, Genre, lire
from clauses.fond.annuaire.imports.rapprocher import (
    Annuaire,
    Groupe,
    ce_qui_change,
    completer,
    fondre,
    nom_d_attente,
    regrouper,
)
from clauses.fond.annuaire.imports.verifier import Candidat, Contexte, verifier
from clauses.fond.annuaire.models import Fournisseur
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.imports.depot import attendre_son_tour
from clauses.fond.socle.imports.rapport import (
    CREE,
    FUSIONNE,
    INCHANGE,
    MODIFIE,
    RIEN,
    Issue,
    LigneRefusee,
    Rapport,
    Verdict,
)
from clauses.fond.socle.signature import service
from clauses.fond.socle.valeurs import en_siret
from clauses.fond.structures.etablissements import meme_entreprise
from clauses.fond.structures.models import Nature

PAQUET = 1_000


@dataclass
class _Chargement:
    """L'annuaire pendant le chargement : ce qui est neuf, ce qui change, et la lecture en cours."""

    annuaire: Annuaire
    neuves: dict[str, Fournisseur]
    changees: dict[str, tuple[Fournisseur, set[str]]]

    def noter(self, fiche: Fournisseur, champs: Iterable[str]) -> None:
        """Retient les champs changés d'une fiche déjà enregistrée ; une neuve s'enregistre entière."""
        if str(fiche.pk) not in self.neuves:
            self.changees.setdefault(str(fiche.pk), (fiche, set()))[1].update(champs)


@service
def charger(
    chemins: Iterable[Path],
    *,
    par: Acteur,
    source: str = "",
    millesime: date | None = None,
    nature: Nature | None = None,
    colonnes: Mapping[str, str] = RIEN,
    appliquer: bool = True,
) -> list[Rapport]:
    """Charge ces fichiers : les structures d'abord, puis les conventions, puis leurs annexes. Sans `appliquer`, dit ce
    que cela donnerait, et n'écrit rien.

    `source` : le nom du producteur (sinon celui du fichier) ; `millesime` : la date de la source (sinon celle que
    dit le fichier) ; `nature` : celle d'un fichier qui ne la dit pas ; `colonnes` : {champ: la colonne qui le dit}.
    Lève `FichierIllisible` avant toute écriture.
    """
    communes = Communes.chargees()
    fichiers = [lire(chemin, communes, colonnes) for chemin in chemins]
    attendre_son_tour("annuaire")
    chargement = _Chargement(Annuaire(Fournisseur.objects.order_by("cree_le", "pk")), {}, {})
    rapports = {fichier.nom: _rapport(fichier, millesime) for fichier in fichiers}
    for fichier in sorted(fichiers, key=lambda f: list(Genre).index(f.genre)):
        if fichier.genre is Genre.STRUCTURES:
            contexte = contexte_de(fichier, communes, source=source, millesime=millesime, nature=nature)
            connues = len(chargement.neuves)
            rapports[fichier.nom].noter(_charger_structures(fichier, contexte, chargement))
            if ouvertes := len(chargement.neuves) - connues:
                rapports[fichier.nom].ouvre[str(Fournisseur._meta.verbose_name)] = ouvertes
        else:
            porter = complements.conventions if fichier.genre is Genre.CONVENTIONS else complements.annexes
            rapports[fichier.nom].noter(porter(fichier.lignes, chargement.annuaire, chargement.noter))
    if appliquer:
        _enregistrer(chargement)
    return list(rapports.values())


def contexte_de(
    fichier: Fichier,
    communes: Communes,
    *,
    source: str = "",
    millesime: date | None = None,
    nature: Nature | None = None,
) -> Contexte:
    """Ce qui vaut pour toutes les lignes du fichier."""
    dite = millesime or fichier.millesime
    return Contexte(source or fichier.nom, dite, communes, nature, fichier.nature, fichier.a_des_noms)


def _rapport(fichier: Fichier, millesime: date | None) -> Rapport:
    avertissements = list(_avertissements(fichier, millesime))
    rapport = Rapport(fichier.nom, fichier.genre.value, avertissements, lues=len(fichier.lignes))
    rapport.totaux[FUSIONNE] = 0
    return rapport


def _avertissements(fichier: Fichier, millesime: date | None) -> Sequence[str]:
    datees = millesime or fichier.millesime or any("maj" in ligne.champs for ligne in fichier.lignes)
    if fichier.genre is not Genre.STRUCTURES or datees:
        return fichier.avertissements
    sans_date = "Rien ne dit la date de ce fichier : il complète les fiches connues sans les remplacer (--millesime)."
    return (*fichier.avertissements, sans_date)


def _charger_structures(fichier: Fichier, contexte: Contexte, chargement: _Chargement) -> list[Verdict]:
    candidats: list[Candidat] = []
    verdicts: list[Verdict] = []
    for brute in fichier.lignes:
        try:
            candidats += verifier(brute, contexte)
        except LigneRefusee as refus:
            nom = str(brute.champs.get("nom") or "")
            verdicts.append(Verdict.refus(brute.numero, nom, refus, {"place": brute.place}))
    groupes = regrouper(candidats)
    sites = Counter((g.premier.fiche.siret, g.premier.fiche.nature) for g in groupes)
    entreprises = Counter(((g.premier.fiche.siret or "")[:9], g.premier.fiche.nature) for g in groupes)
    prises: dict[str, int] = {}
    for groupe in groupes:
        fiche = groupe.premier.fiche
        seule, unique = sites[fiche.siret, fiche.nature] == 1, entreprises[(fiche.siret or "")[:9], fiche.nature] == 1
        verdicts += _rapprocher(groupe, chargement, prises, seule=seule, unique=unique)
    return sorted(verdicts, key=lambda verdict: verdict.ligne)


def _rapprocher(
    groupe: Groupe, chargement: _Chargement, prises: dict[str, int], *, seule: bool, unique: bool
) -> list[Verdict]:
    """Le verdict de la première ligne du groupe, et des lignes fondues avec elle. `prises` : la ligne de ce fichier
    qui a déjà parlé de chaque fiche."""
    lue, numero = groupe.premier.fiche, groupe.premier.numero
    connue = chargement.annuaire.trouver(lue, seule=seule, unique=unique)
    if connue is not None and (avant := prises.get(str(connue.pk))) is not None:
        if changes := ce_qui_change(connue, partial(completer, connue, lue)):
            chargement.noter(connue, changes)
        return [_fondue(c, avant) for c in (groupe.premier, *groupe.autres)]
    if unique:
        groupe.premier.remarques += _demenagement(lue, connue, chargement.annuaire)
    issue, motif = _porter(lue, connue, chargement)
    prises[str((connue or lue).pk)] = numero
    premier = Verdict(numero, issue, lue.nom or (connue or lue).nom, motif, details=groupe.premier.details)
    return [premier, *(_fondue(c, numero) for c in groupe.autres)]


def _demenagement(lue: Fournisseur, connue: Fournisseur | None, annuaire: Annuaire) -> list[Remarque]:
    """La même entreprise (SIREN) sous un autre établissement : les deux SIRET sont dits."""
    if connue is None and (autre := annuaire.autre_etablissement(lue)) is not None:
        ailleurs = f"même entreprise que « {autre} » ({en_siret(autre.siret)}), un autre établissement"
        return [
            Remarque("siret", f"{ailleurs} ; si elle a déménagé, l'ancienne fiche reste à fermer.", lue.siret or "")
        ]
    if connue is not None and connue.siret != lue.siret and meme_entreprise(connue.siret, lue.siret):
        motif = f"même entreprise, nouvel établissement ; l'annuaire disait {en_siret(connue.siret)}."
        return [Remarque("siret", motif, lue.siret)]
    return []


def _fondue(candidat: Candidat, avec: int) -> Verdict:
    motif = f"même structure que la ligne {avec}."
    return Verdict(candidat.numero, FUSIONNE, candidat.fiche.nom, motif, details=candidat.details)


def _porter(lue: Fournisseur, connue: Fournisseur | None, chargement: _Chargement) -> tuple[Issue, str]:
    """Crée la fiche, ou porte sur celle que l'on connaît ce qui a changé : l'issue, et les champs changés."""
    if connue is None:
        lue.nom = lue.nom or nom_d_attente(lue)
        lue.cle = _cle_libre(lue, chargement.annuaire)
        chargement.neuves[str(lue.pk)] = lue
        chargement.annuaire.ajouter(lue)
        ou = f" à {lue.commune}" if lue.commune else ""
        sans_nom = " Sans nom dans le fichier : nommée par son SIRET." if lue.nom == nom_d_attente(lue) else ""
        return CREE, f"ouvre la fiche de cette structure, {Nature(lue.nature).label}{ou}.{sans_nom}"
    changes = fondre(connue, lue)
    if not changes:
        return INCHANGE, ""
    chargement.noter(connue, changes)
    return MODIFIE, f"changent : {', '.join(str(Fournisseur._meta.get_field(nom).verbose_name) for nom in changes)}"


def _cle_libre(fiche: Fournisseur, annuaire: Annuaire) -> str:
    """La clé de la fiche ; si une autre l'a gardée d'avant son déménagement, une suite la distingue."""
    cle, rang = cle_de(fiche), 1
    while cle in annuaire.par_cle:
        rang += 1
        cle = f"{cle_de(fiche)[:190]}#{rang}"
    return cle


def _enregistrer(chargement: _Chargement) -> None:
    maintenant = timezone.now()
    par_champs: dict[tuple[str, ...], list[Fournisseur]] = defaultdict(list)
    for fiche, champs in chargement.changees.values():
        fiche.version += 1
        fiche.modifie_le = maintenant
        par_champs[tuple(sorted(champs))].append(fiche)
    Fournisseur.objects.bulk_create(chargement.neuves.values(), batch_size=PAQUET)
    for noms, fiches in par_champs.items():
        Fournisseur.objects.bulk_update(fiches, [*noms, "version", "modifie_le"], batch_size=PAQUET)
