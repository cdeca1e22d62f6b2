"""Retrouver dans le répertoire de la porteuse les acheteurs et les entreprises publiés, ou leur y ouvrir une fiche."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple
from uuid import UUID, uuid4

from django.db.models.functions import Left

from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.imports.ecriture import Modification
from clauses.fond.socle.valeurs import en_siret
from clauses.fond.structures.doubles import FichesSansSiret, prend
from clauses.fond.structures.etablissements import Entreprises, sirets_quittes
from clauses.fond.structures.models import Famille, Nature, Structure
from clauses.fond.structures.models.structure import StructureQuerySet
from clauses.suivi.marches.decp import Avis, Titulaire

# Les deux premiers chiffres du SIREN d'un acheteur public disent sa catégorie (nomenclature de l'INSEE).
_PUBLICS = {
    "21": (Famille.COLLECTIVITE, Nature.COMMUNE),
    "22": (Famille.COLLECTIVITE, Nature.DEPARTEMENT),
    "23": (Famille.COLLECTIVITE, Nature.REGION),
    "24": (Famille.COLLECTIVITE, Nature.INTERCOMMUNALITE),
    "20": (Famille.COLLECTIVITE, ""),
    "25": (Famille.COLLECTIVITE, ""),
    "11": (Famille.ETAT, Nature.ETAT),
    "12": (Famille.ETAT, Nature.ETAT),
    "17": (Famille.ETAT, Nature.ETAT),
}
OBSERVATION = "Fiche ouverte depuis les données essentielles de la commande publique ; à compléter."
Cle = tuple[str, str]


class Ouverte(NamedTuple):
    """De quoi refaire, la même, une fiche ouverte plus haut dans le fichier."""

    pk: UUID
    cle: Cle
    nom: str
    famille: str
    nature: str
    observation: str


class Repertoire:
    """Le répertoire d'une porteuse, lu par paquets. Les fiches ouvertes en cours de route (`neuves`) y entrent
    aussitôt, et s'y retrouvent au paquet suivant, que la base les ait apprises (import) ou non (aperçu)."""

    def __init__(self, porteuse_id: UUID, reponses: Mapping[str, str]) -> None:
        self.porteuse_id, self.reponses = porteuse_id, reponses
        self._sans_siret = FichesSansSiret[Structure](reponses)
        self._completees: dict[UUID, Modification] = {}  # dites les mêmes : le SIRET qu'elles prennent
        self._prises: dict[UUID, str] = {}  # le SIRET de celles-ci, d'un paquet à l'autre
        self._nommees: set[UUID] = set()  # les fiches du marché que l'on lit
        self._fiches: dict[Cle, Structure] = {}
        self._entreprises = Entreprises[Structure]()
        self.remarques: list[str] = []  # les autres établissements reconnus, depuis que l'on regarde
        self.neuves: set[UUID] = set()
        self._ouvertes: dict[str, list[Ouverte]] = defaultdict(list)  # par SIREN, ou par nom

    def charger(self, lot_d_avis: Iterable[Avis]) -> None:
        """Lit d'un coup les fiches dont ces avis ont besoin (trois requêtes au plus), et oublie les autres."""
        self._fiches, self._entreprises, self.neuves = {}, Entreprises(), set()
        cles: set[Cle] = set()
        for avis in lot_d_avis:
            cles.add(("SIRET", avis.acheteur_siret))
            cles |= {cle_de(t) for t in _entreprises(avis)}
        sirets = [valeur for genre, valeur in cles if genre == "SIRET"]
        noms = [valeur for genre, valeur in cles if genre != "SIRET"]
        chez = Structure.objects.filter(porteuse_id=self.porteuse_id)
        self._lire_les_fiches_sans_siret(chez)
        if sirets:
            self._lire_les_entreprises(chez, {siret[:9] for siret in sirets})
        if noms:
            for fiche in chez.actifs().filter(siret__isnull=True, nom__in=noms).order_by("-cree_le", "pk"):
                self._fiches["NOM", fiche.nom] = fiche
        for repere in dict.fromkeys([*(siret[:9] for siret in sirets), *noms]):
            for ouverte in self._ouvertes.get(repere, ()):
                if ouverte.cle not in self._fiches:
                    self._poser(ouverte)

    def _lire_les_fiches_sans_siret(self, chez: StructureQuerySet) -> None:
        self._sans_siret, self._completees = FichesSansSiret(self.reponses), {}
        for fiche in chez.actifs().filter(siret__isnull=True).order_by("pk"):
            if fiche.pk in self._prises:
                self._prendre(fiche, self._prises[fiche.pk])
            else:
                self._sans_siret.noter(fiche, fiche.nom, fiche.sigle, fiche.commune)

    def commencer(self) -> None:
        """Un marché se lit : on oublie ce que le précédent a remarqué et nommé."""
        self.remarques.clear()
        self._nommees = set()

    def completees(self) -> list[Modification]:
        """Le SIRET que prennent les fiches de ce marché, dites les mêmes."""
        return [self._completees[pk] for pk in sorted(self._nommees) if pk in self._completees]

    def _lire_les_entreprises(self, chez: StructureQuerySet, sirens: set[str]) -> None:
        quittes = sirets_quittes(self.porteuse_id)
        for fiche in chez.annotate(entreprise=Left("siret", 9)).filter(entreprise__in=sirens).order_by("pk"):
            siret = str(fiche.siret)
            self._fiches["SIRET", siret] = fiche
            if not fiche.est_annule:
                self._entreprises.noter(siret, fiche.nom, fiche, quittes.get(fiche.pk, ()))

    def acheteur(self, avis: Avis) -> Structure:
        """La fiche de l'acheteur, ouverte si besoin. Lève `RefusMetier` si elle est annulée.

        Deux établissements d'une personne publique sont deux services qui achètent chacun pour soi : deux fiches.
        """
        nom = avis.acheteur_nom or f"Acheteur {en_siret(avis.acheteur_siret)}"
        self._chercher_sans_siret("acheteur.id", nom, avis.acheteur_siret)
        if ("SIRET", avis.acheteur_siret) not in self._fiches:
            remarque = self._entreprises.a_part(avis.acheteur_siret)
            self.remarques += [remarque] if remarque else []
        famille, nature = _PUBLICS.get(avis.acheteur_siret[:2], (Famille.AUTRE, ""))
        return self._trouver(("SIRET", avis.acheteur_siret), nom, famille, nature)

    def entreprise(self, titulaire: Titulaire) -> Structure:
        """La fiche d'un titulaire ou d'un sous-traitant, sous cet établissement ou un autre ; ouverte si besoin."""
        cle = cle_de(titulaire)
        if cle[0] == "SIRET" and cle not in self._fiches:
            fiche, remarque = self._entreprises.trouver(cle[1])
            self.remarques += [remarque] if remarque else []
            if fiche is not None:
                return fiche
            self._chercher_sans_siret("titulaires", nom_de(titulaire), cle[1])
        return self._trouver(cle, nom_de(titulaire), Famille.AUTRE, "", titulaire)

    def _chercher_sans_siret(self, champ: str, nom: str, siret: str) -> None:
        """Une fiche sans SIRET, dite la même, prend celui-ci. Lève `ADire` si personne n'a répondu."""
        if ("SIRET", siret) in self._fiches or (connue := self._sans_siret.reconnaitre(champ, nom, siret)) is None:
            return
        self._sans_siret.retirer(connue)
        self._prises[connue.fiche.pk] = siret
        self._prendre(connue.fiche, siret)
        self.remarques.append(prend(connue.nom, siret))

    def _prendre(self, fiche: Structure, siret: str) -> None:
        self._completees[fiche.pk] = Modification(Structure, fiche.pk, fiche.version, {"siret": siret})
        fiche.siret = siret
        self._fiches["SIRET", siret] = fiche
        self._entreprises.noter(siret, fiche.nom, fiche)

    def _trouver(self, cle: Cle, nom: str, famille: str, nature: str, publiee: Titulaire | None = None) -> Structure:
        fiche = self._fiches.get(cle)
        if fiche is None:
            fiche = self._ouvrir(cle, nom, famille, nature, publiee)
        _exiger_active(fiche)
        self._nommees.add(fiche.pk)
        return fiche

    def _ouvrir(self, cle: Cle, nom: str, famille: str, nature: str, publiee: Titulaire | None) -> Structure:
        siret = cle[1] if cle[0] == "SIRET" else None
        observation = OBSERVATION
        if siret is None and publiee is not None and publiee.identifiant:
            observation += f" Identifiant publié : {publiee.type_identifiant} {publiee.identifiant}."
        ouverte = Ouverte(uuid4(), cle, nom[:250], famille, nature, observation)
        self._ouvertes[siret[:9] if siret else cle[1]].append(ouverte)
        return self._poser(ouverte)

    def _poser(self, ouverte: Ouverte) -> Structure:
        siret = ouverte.cle[1] if ouverte.cle[0] == "SIRET" else None
        fiche = Structure(
            id=ouverte.pk,
            porteuse_id=self.porteuse_id,
            siret=siret,
            nom=ouverte.nom,
            famille=ouverte.famille,
            nature=ouverte.nature,
            observation=ouverte.observation,
        )
        self._fiches[ouverte.cle] = fiche
        if siret:
            self._entreprises.noter(siret, fiche.nom, fiche)
        self.neuves.add(fiche.pk)
        return fiche


def _exiger_active(fiche: Structure | None) -> None:
    if fiche is not None and fiche.est_annule:
        raise RefusMetier(
            f"La fiche «\u00a0{fiche}\u00a0» est annulée dans votre répertoire. La rétablir, ou créer ce marché à la "
            "main.",
            champ="structure",
        )


def _entreprises(avis: Avis) -> list[Titulaire]:
    return [*avis.titulaires, *(a.sous_traitant for a in avis.actes_sous_traitance if a.sous_traitant)]


def nom_de(titulaire: Titulaire) -> str:
    if titulaire.nom:
        return titulaire.nom
    montre = en_siret(titulaire.siret) if titulaire.siret else f"{titulaire.type_identifiant} {titulaire.identifiant}"
    return f"Entreprise {montre}"


def cle_de(titulaire: Titulaire) -> Cle:
    """Le SIRET, à défaut le nom : une entreprise étrangère n'a pas d'autre repère dans le répertoire."""
    return ("SIRET", titulaire.siret) if titulaire.siret else ("NOM", nom_de(titulaire)[:250])
