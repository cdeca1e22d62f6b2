"""Ce qu'une saisie doit respecter avant d'être écrite : chaque reproche nomme la personne, le champ, le remède."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.valeurs import contient_nir, en_heures
from clauses.suivi.declarations.models import ContratInsertion, LigneHeures
from clauses.suivi.declarations.services.feuille import Feuille, Place
from regles.calendrier import dernier_du_mois, jours_communs
from regles.execution import impossible_au_dela
from regles.typographie import accorder, jour_en_mots, mois_en_mots, typographie

HEURES = ("travaillees", "formation", "accompagnement")


@dataclass(frozen=True)
class HeuresSaisies:
    """Ce qui a été tapé pour une personne. `None` : rien tapé ; `version_lue` : celle de la ligne qu'on a lue,
    `contrat_lu` : celle de son contrat, que son départ change."""

    contrat_id: UUID
    version_lue: int | None = None
    contrat_lu: int | None = None
    travaillees: Decimal | None = None
    formation: Decimal | None = None
    accompagnement: Decimal | None = None
    observation: str = ""
    parti_le: date | None = None
    motif_fin: str = ""

    @property
    def est_vide(self) -> bool:
        return all(getattr(self, nom) is None for nom in HEURES)

    @property
    def est_touchee(self) -> bool:
        """Faux si rien n'a été lu ni tapé pour cette personne."""
        return self.version_lue is not None or not self.est_vide or self.parti_le is not None

    @property
    def total(self) -> Decimal:
        return sum((getattr(self, nom) or Decimal(0) for nom in HEURES), Decimal(0))

    def dit_un_depart(self, contrat: ContratInsertion) -> bool:
        """Vrai si la date de départ n'est pas celle que le contrat dit déjà."""
        return self.parti_le is not None and self.parti_le != contrat.date_fin

    def redit(self, ligne: LigneHeures) -> bool:
        """Vrai si la saisie dit ce que la ligne dit déjà."""
        memes = all((getattr(self, nom) or 0) == getattr(ligne, f"heures_{nom}") for nom in HEURES)
        return not self.est_vide and memes and self.observation.strip() == ligne.observation


@dataclass(frozen=True)
class Probleme:
    """Un reproche, sur le champ `nom` de la personne de ce contrat."""

    contrat_id: UUID
    nom: str
    message: str


class SaisieRefusee(RefusMetier):
    """La saisie d'un mois est refusée : tous les reproches à la fois, rien d'écrit."""

    def __init__(self, problemes: Sequence[Probleme]) -> None:
        self.problemes = tuple(problemes)
        super().__init__(" ".join(probleme.message for probleme in self.problemes))


def problemes_de_la_saisie(feuille: Feuille, lignes: Sequence[HeuresSaisies], *, complet: bool) -> list[Probleme]:
    """Les reproches à faire à cette saisie. `complet` : elle va être transmise, personne ne doit manquer."""
    par_contrat = {ligne.contrat_id: ligne for ligne in lignes}
    problemes: list[Probleme] = []
    for place in feuille.places:
        saisie = par_contrat.get(place.contrat.pk)
        if saisie is None:
            if complet and place.ligne is None:
                problemes.append(_manque(place))
            continue
        trouves = (_sur_la_decision(place, saisie), _sur_le_depart(feuille, place, saisie))
        autres = (_sur_les_heures(feuille, place, saisie), _sur_l_observation(place, saisie, complet))
        problemes += [p for p in (*trouves, *autres) if p]
        if complet and saisie.est_vide and not _deja_parti(feuille, saisie):
            problemes.append(_manque(place))
    return problemes


def _probleme(place: Place, nom: str, message: str) -> Probleme:
    return Probleme(place.contrat.pk, nom, typographie(f"{place.contrat.participant} : {message}"))


def _manque(place: Place) -> Probleme:
    return _probleme(place, "travaillees", "indiquez ses heures, ou 0 en disant pourquoi.")


def _deja_parti(feuille: Feuille, saisie: HeuresSaisies) -> bool:
    return saisie.parti_le is not None and saisie.parti_le < feuille.declaration.mois


def _sur_la_decision(place: Place, saisie: HeuresSaisies) -> Probleme | None:
    if place.ligne is None or place.est_modifiable or saisie.est_vide or saisie.redit(place.ligne):
        return None
    etat = place.ligne.get_etat_display().lower()
    message = f"sa ligne est {etat} et ne change plus ici ; demandez au facilitateur de la rouvrir."
    return _probleme(place, "travaillees", message)


def _sur_le_depart(feuille: Feuille, place: Place, saisie: HeuresSaisies) -> Probleme | None:
    contrat, parti_le = place.contrat, saisie.parti_le
    if parti_le is None:
        if saisie.motif_fin in ("", contrat.motif_fin):
            return None
        return _probleme(place, "parti_le", "donnez la date de son départ, ou effacez la raison.")
    if parti_le == contrat.date_fin:
        return None
    reproche = _reproche_de_date(contrat, parti_le, dernier_du_mois(feuille.declaration.mois))
    if reproche:
        return _probleme(place, "parti_le", reproche)
    if saisie.motif_fin not in ContratInsertion.MotifFin.values:
        return _probleme(place, "motif_fin", "dites la raison de son départ.")
    return None


def _reproche_de_date(contrat: ContratInsertion, parti_le: date, fin_du_mois: date) -> str:
    if not contrat.date_debut <= parti_le <= fin_du_mois:
        debut = jour_en_mots(contrat.date_debut)
        return f"son départ va du {debut} (début du contrat) au {jour_en_mots(fin_du_mois)}."
    if contrat.date_fin is not None and parti_le > contrat.date_fin:
        prevue = jour_en_mots(contrat.date_fin)
        return f"son contrat s'achève déjà le {prevue} ; demandez au facilitateur de le prolonger."
    return ""


def _sur_les_heures(feuille: Feuille, place: Place, saisie: HeuresSaisies) -> Probleme | None:
    if any((getattr(saisie, nom) or 0) < 0 for nom in HEURES):
        return _probleme(place, "travaillees", "des heures ne peuvent pas être négatives.")
    if saisie.total == 0:
        return None
    mois = feuille.declaration.mois
    fin = saisie.parti_le or place.contrat.date_fin
    jours = jours_communs(mois, dernier_du_mois(mois), place.contrat.date_debut, fin)
    if jours == 0:
        message = f"aucune heure ne peut être comptée en {mois_en_mots(mois)}, hors de son contrat."
        return _probleme(place, "travaillees", message)
    maximum = impossible_au_dela(jours, mois).heures
    if saisie.total > maximum:
        message = (
            f"{en_heures(saisie.total)} en {mois_en_mots(mois)}, c'est impossible ({en_heures(maximum)} au plus pour "
            f"{accorder(jours, 'jour')} de contrat). Vérifiez le nombre, par exemple 104 ou 7h30."
        )
        return _probleme(place, "travaillees", message)
    return None


def _sur_l_observation(place: Place, saisie: HeuresSaisies, complet: bool) -> Probleme | None:
    if contient_nir(saisie.observation):
        return _probleme(place, "observation", "retirez ce qui ressemble à un numéro de sécurité sociale.")
    if complet and not saisie.est_vide and saisie.total == 0 and not saisie.observation.strip():
        return _probleme(place, "observation", "dites en quelques mots pourquoi il n'y a aucune heure.")
    return None
