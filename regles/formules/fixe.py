"""Volume fixe : un nombre d'heures pour tout le marché, dû à la fin ou par jalons."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from regles.calendrier import UN_JOUR
from regles.formules.contrat import ZERO, ChoixDeFormule, DecisionHeuresDues, FaitsEngagement, Formule, VolumeDit
from regles.formules.courbe import Courbe, portion
from regles.formules.echeance import est_fini, fin_de_l_execution, fin_du_contrat, pas_encore, quand
from regles.formules.jalons import Jalon, hors_de_l_execution, verifier
from regles.formules.resultats import Echeance
from regles.formules.termes import Nature, terme
from regles.socle import LigneDeCalcul
from regles.typographie import FINE, INSECABLE, accorder, enumerer, heures


@dataclass(frozen=True, kw_only=True)
class Fixe(Formule):
    code = "fixe"
    rang = 10
    nom = "Volume fixe d'heures"
    en_bref = "un volume fixe"
    synonymes = ("volume fixe", "forfait", "forfaitaire", "heures fixes", "volume", "global", "nombre fixe")
    ecrit_un_volume = True
    se_lit = True
    au_calibrage = ()

    heures: Decimal = terme(
        "volume d'heures",
        Nature.HEURES,
        exemple="1\u202f240",
        sens="Volume de la formule fixe.",
        synonymes=("volume", "volume horaire", "nombre d'heures"),
    )
    jalons: tuple[Jalon, ...] = terme(
        "jalons",
        Nature.JALONS,
        obligatoire=False,
        defaut=(),
        aide="Si le marché rend dues des heures avant la fin\u00a0: à chaque échéance, ce qui est dû en tout depuis le "
        "début. Le reste est dû à la fin.",
        sens="Ce qui est dû avant la fin, en heures cumulées.",
        synonymes=("échéances", "échéancier", "paliers"),
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        verifier(self.jalons, self.heures)

    def phrases(self, *, sans_effet: bool) -> list[str]:
        phrases = [f"{accorder(self.heures, 'heure')} d'insertion pour toute la durée du marché."]
        if self.jalons:
            reste = self.jalons[-1].du(self.heures) < self.heures
            dits = [*self.jalons_dits(), *(["le reste à la fin de l'exécution"] if reste else [])]
            titre = "Jalons, en heures cumulées depuis le début" if len(self.jalons) > 1 else "Jalon"
            phrases.append(f"{titre}{INSECABLE}: {enumerer(dits)}.")
        return phrases

    def engagement(self, faits: FaitsEngagement, jour: date | None) -> DecisionHeuresDues:
        decision = self.decider(self.heures, [LigneDeCalcul("Volume fixé par le marché", "", self.heures)])
        return replace(decision, avertissements=self.desaccords(faits)) if self.jalons else decision

    acquis = engagement

    def exigible(self, faits: FaitsEngagement, jour: date | None) -> DecisionHeuresDues:
        """Ce que rend dû le dernier jalon atteint ; tout, à la fin de l'exécution ; avant, personne ne doit rien."""
        if jour is None:
            return self.engagement(faits, jour)
        if est_fini(faits, jour):
            return self._a_la_fin(faits, jour)
        if self.jalons:
            return self._au_jalon(faits, jour)
        fin = quand(fin_de_l_execution(faits, jour))
        return pas_encore(
            f"Le volume d'insertion est dû à la fin de l'exécution, {fin}{INSECABLE}: rien ne l'est avant."
        )

    def echeances(self, faits: FaitsEngagement, jour: date | None = None) -> tuple[Echeance, ...]:
        """Ses jalons d'avant la fin de l'exécution, puis tout le volume à la fin : elle l'emporte sur un jalon qu'elle
        devance."""
        fin = fin_de_l_execution(faits, jour)
        jalons = [Echeance(j.echeance(faits.debut), j.du(self.heures), j.calcul(self.heures)) for j in self.jalons]
        avant = [e for e in jalons if e.le is None or fin is None or e.le < fin]
        return (*avant, Echeance(fin, self.heures))

    def desaccords(self, faits: FaitsEngagement) -> tuple[str, ...]:
        fin = fin_du_contrat(faits)
        mois = faits.duree_initiale_mois and faits.duree_initiale_mois + sum(
            r.duree_mois for r in faits.reconductions if r.faite_au(None)
        )
        return tuple(faute.en_mots for faute in hors_de_l_execution(self.jalons, faits.debut, fin, mois))

    def _a_la_fin(self, faits: FaitsEngagement, jour: date) -> DecisionHeuresDues:
        """L'exécution est finie : ce que chaque jalon avait déjà rendu dû, et ce que la fin y ajoute."""
        *jalons, fin = self.echeances(faits, jour)
        atteints = [e for e in jalons if e.le is not None]
        deja, lignes = _atteints(atteints)
        if atteints:
            titre = f"À la fin de l'exécution, {quand(fin.le)}"
            lignes.append(LigneDeCalcul(titre, f"{heures(self.heures)} en tout", self.heures - deja))
        rendu = f"{FINE}; {heures(deja)} l'étaient au jalon atteint {quand(atteints[-1].le)}" if atteints else ""
        motif = (
            f"L'exécution a fini {quand(fin.le)}{INSECABLE}: tout le volume est dû, {heures(self.heures)} "
            f"d'insertion{rendu}."
        )
        decision = self.engagement(faits, jour)
        return replace(decision, motif=motif, detail=tuple(lignes) or decision.detail)

    def _au_jalon(self, faits: FaitsEngagement, jour: date) -> DecisionHeuresDues:
        """L'exécution court : ce que chaque jalon atteint ajoute, et ce qui vient."""
        *jalons, fin = self.echeances(faits, jour)
        atteints = [e for e in jalons if e.le is not None and e.le <= jour]
        prochain, *suite = (*jalons, fin)[len(atteints) :]
        du, lignes = _atteints(atteints)
        for attendu in (prochain, *suite):
            titre = "À la fin" if attendu is fin else "Jalon à venir"
            lignes.append(LigneDeCalcul(f"{titre}, {quand(attendu.le)}", f"{attendu.dit} en tout", ZERO))
        deja = (
            f"Le jalon atteint {quand(atteints[-1].le)} rend {heures(du)} dues" if atteints else "Rien n'est encore dû"
        )
        motif = f"{deja}{FINE}; {heures(prochain.heures)} d'insertion le seront en tout {quand(prochain.le)}."
        return replace(self.decider(du, lignes), motif=motif, avertissements=self.desaccords(faits))

    def attendu(self, faits: FaitsEngagement, total: Decimal, jour: date) -> Courbe:
        """Au fil des jours, d'un jalon à l'autre : la courbe passe par chacun."""
        debut, fin = faits.debut, faits.dernier_jour
        if not self.jalons or debut is None or fin is None or fin < debut:
            return super().attendu(faits, total, jour)
        lignes: list[LigneDeCalcul] = []
        depart, deja = debut, ZERO
        points = [(e.le, e.heures) for e in self.echeances(faits)[:-1] if e.le is not None and debut <= e.le < fin]
        for le, cumul in (*points, (fin, total)):
            if lignes and depart > jour:
                break
            titre = f"Jusqu'au {quand(le).removeprefix('le ')}"
            lignes.append(portion(titre, cumul - deja, depart, le, jour))
            depart, deja = le + UN_JOUR, cumul
        return Courbe("Courbe prévue, au prorata des jours, d'un jalon à l'autre.", tuple(lignes))

    def volume_d_avance(self, faits: FaitsEngagement) -> Decimal:
        return self.heures

    def volumes_dits(self, faits: FaitsEngagement) -> tuple[VolumeDit, ...]:
        return (VolumeDit(self.heures),)

    def jalons_dits(self) -> tuple[str, ...]:
        return tuple(jalon.dans_une_phrase(self.heures) for jalon in self.jalons)

    @classmethod
    def viser(cls, choix: ChoixDeFormule) -> FaitsEngagement:
        return FaitsEngagement(clause=cls(heures=choix.volume))


def _atteints(echeances: Sequence[Echeance]) -> tuple[Decimal, list[LigneDeCalcul]]:
    """Ce que ces jalons rendent dû en tout, et une ligne de ce que chacun ajoute."""
    du, lignes = ZERO, []
    for e in echeances:
        lignes.append(LigneDeCalcul(f"Jalon atteint, {quand(e.le)}", f"{e.dit} en tout", e.heures - du))
        du = e.heures
    return du, lignes
