"""Tranches fermes et optionnelles : chacune a ses heures, une optionnelle n'est due qu'affermie."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from regles.exigences import CalibrageImpossible, exiger
from regles.formules.contrat import ZERO, ChoixDeFormule, DecisionHeuresDues, FaitsEngagement, Formule, VolumeDit
from regles.formules.courbe import Courbe, portion
from regles.formules.echeance import fin_de_l_execution, quand
from regles.formules.faits import NatureTranche, Tranche
from regles.references import CCP_TRANCHES, CONVENTION_MARCHE
from regles.socle import LigneDeCalcul
from regles.typographie import FINE, INSECABLE, accorder, heures, jour_en_mots


@dataclass(frozen=True, kw_only=True)
class Tranches(Formule):
    code = "tranches"
    rang = 20
    nom = "Heures par tranche ferme ou optionnelle"
    en_bref = "des heures par tranche ferme ou optionnelle"
    intro = "Chaque tranche a ses heures\u00a0: elles se saisissent ensuite, sur la fiche du lot."
    synonymes = ("tranches fermes et optionnelles", "par tranche", "tranche ferme", "tranche optionnelle")
    lit = frozenset({"tranches"})
    ecrit_un_volume = True
    se_lit = True
    au_calibrage = ("tranches",)
    a_completer = "heures de chaque tranche"
    precisions = ("Les heures d'une tranche optionnelle ne sont dues qu'à compter de son affermissement.",)
    conseils = ("Une tranche optionnelle n'est due qu'affermie.",)

    def phrases(self, *, sans_effet: bool) -> list[str]:
        return [
            "Les heures d'insertion sont fixées par tranche.",
            "La tranche ferme engage dès la notification, chaque tranche optionnelle dès son affermissement\u202f;",
            "chacune est due à sa fin.",
        ]

    def engagement(self, faits: FaitsEngagement, jour: date | None) -> DecisionHeuresDues:
        lignes, due, possible = [], ZERO, ZERO
        for tranche in faits.tranches:
            if tranche.due_au(jour):
                due += tranche.heures
                ferme = f"affermie le {jour_en_mots(tranche.affermie_le)}" if tranche.affermie_le else "ferme"
                lignes.append(LigneDeCalcul(tranche.libelle, ferme, tranche.heures))
            else:
                possible += tranche.heures
                lignes.append(LigneDeCalcul(f"{tranche.libelle}, non comptée", "non affermie", tranche.heures))
        return self.decider(due, lignes, possible=possible, references=(CONVENTION_MARCHE, CCP_TRANCHES))

    acquis = engagement

    def exigible(self, faits: FaitsEngagement, jour: date | None) -> DecisionHeuresDues:
        """Chaque tranche due l'est à sa fin : la sienne, ou celle de l'exécution."""
        lignes, due = [], ZERO
        for tranche in faits.tranches:
            if not tranche.due_au(jour):
                continue
            fin = tranche.fin or fin_de_l_execution(faits, jour)
            if jour is None or (fin is not None and fin <= jour):
                due += tranche.heures
                lignes.append(LigneDeCalcul(tranche.libelle, f"finie {quand(fin)}" if fin else "", tranche.heures))
            else:
                lignes.append(LigneDeCalcul(f"{tranche.libelle}, en cours", f"due {quand(fin)}", ZERO))
        return self.decider(due, lignes, references=(CONVENTION_MARCHE, CCP_TRANCHES))

    def attendu(self, faits: FaitsEngagement, total: Decimal, jour: date) -> Courbe:
        """Chaque tranche due, au prorata de ses propres jours."""
        motif = "Courbe prévue, au prorata des jours de chaque tranche due."
        lignes = []
        for tranche in faits.tranches:
            if not tranche.due_au(None):
                continue
            debut, fin = tranche.debut or faits.debut, tranche.fin or faits.dernier_jour
            if tranche.affermie_le and (debut is None or tranche.affermie_le > debut):
                debut = tranche.affermie_le
            if debut is None or fin is None or fin < debut:
                return Courbe(motif, None)
            lignes.append(portion(tranche.libelle, tranche.heures, debut, fin, jour))
        return Courbe(motif, tuple(lignes) or None)

    def volume_d_avance(self, faits: FaitsEngagement) -> Decimal | None:
        return sum((t.heures for t in faits.tranches), ZERO) if faits.tranches else None

    def obligation(self, faits: FaitsEngagement) -> str:
        """Les heures de chaque tranche, et leur somme si toutes sont affermies."""
        fermes = sum((t.heures for t in faits.tranches if t.nature == NatureTranche.FERME), ZERO)
        optionnelles = [t for t in faits.tranches if t.nature == NatureTranche.OPTIONNELLE]
        dites = [f"{accorder(fermes, 'heure')} d’insertion pour la tranche ferme"] if fermes else []
        dites += [
            f"{accorder(t.heures, 'heure')} d’insertion pour la tranche optionnelle{INSECABLE}{n}, si elle est affermie"
            for n, t in enumerate(optionnelles, 1)
        ]
        if not faits.tranches:
            return ""
        total = fermes + sum((t.heures for t in optionnelles), ZERO)
        suite = f" Soit {heures(total)} si toutes les tranches sont affermies." if optionnelles and fermes else ""
        return f"{f'{FINE}; '.join(dites)}.{suite}"

    def volumes_dits(self, faits: FaitsEngagement) -> tuple[VolumeDit, ...]:
        return tuple(VolumeDit(t.heures, tranche=t) for t in faits.tranches)

    @classmethod
    def viser(cls, choix: ChoixDeFormule) -> FaitsEngagement:
        if not any(t.nature == NatureTranche.FERME for t in choix.tranches):
            raise CalibrageImpossible("tranches", "Donnez au moins la tranche ferme et ses heures.")
        posees = tuple(Tranche(nature=t.nature, heures=exiger("heures", t.heures), nom=t.nom) for t in choix.tranches)
        return FaitsEngagement(clause=cls(), tranches=posees)

    @classmethod
    def est_appelee(cls, methode: str, donnees: Mapping[str, Any]) -> bool:
        return methode == "fixe" and bool(donnees.get("tranches"))
