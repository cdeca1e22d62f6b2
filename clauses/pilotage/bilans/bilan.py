"""Un bilan, assemblé une fois : la page, le PDF et le classeur lisent le même objet."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from clauses.fond.socle.graphiques import Dessin, courbe_de_realisation
from clauses.fond.socle.valeurs import en_heures, en_nombre, en_pourcent
from clauses.pilotage.bilans.faits import Fait, faits_de_l_operation
from clauses.pilotage.bilans.repartitions import Dimension, Repartition, dimensions, repartir
from clauses.pilotage.bilans.trajectoire import prevision_de, realisation_de
from clauses.suivi.chiffres.cinq_chiffres import Chiffres, chiffres_de_l_operation
from clauses.suivi.marches.models import Operation
from regles.trajectoire import Prevision
from regles.typographie import typographie


@dataclass(frozen=True)
class Bilan:
    """L'opération au `jour`. `publier` : les cases de moins de cinq personnes sont masquées."""

    operation: Operation
    jour: date
    publier: bool

    @cached_property
    def chiffres(self) -> Chiffres:
        return chiffres_de_l_operation(self.operation, self.jour)

    @cached_property
    def faits(self) -> list[Fait]:
        return faits_de_l_operation(self.operation)

    @cached_property
    def retenus(self) -> list[Fait]:
        return [fait for fait in self.faits if fait.est_retenu]

    @cached_property
    def dimensions(self) -> dict[str, Dimension]:
        return dimensions(self.faits)

    @cached_property
    def repartitions(self) -> list[Repartition]:
        visibles = (d for d in self.dimensions.values() if d.code != "mois")
        return [repartir(self.faits, dimension, publier=self.publier) for dimension in visibles]

    @cached_property
    def prevision(self) -> Prevision:
        return prevision_de(self.chiffres, self.faits)

    @cached_property
    def courbe(self) -> Dessin | None:
        serie = realisation_de("Heures retenues et trajectoire", self.chiffres, self.faits, self.prevision)
        return courbe_de_realisation(serie) if serie else None

    @property
    def personnes(self) -> int:
        return len({fait.personne_id for fait in self.retenus})

    @property
    def contrats(self) -> int:
        return len({fait.contrat_id for fait in self.retenus})

    @property
    def heures_par_etp(self) -> Decimal:
        return self.operation.porteuse.heures_par_etp

    @property
    def etp(self) -> Decimal:
        """Les heures retenues en équivalents temps plein d'une année."""
        return self.chiffres.retenu / self.heures_par_etp

    @property
    def avancement(self) -> Decimal | None:
        """La part du temps écoulé, en pour cent, entre 0 et 100 ; `None` sans dates."""
        debut, fin = self.chiffres.du.debut, self.chiffres.du.fin
        if debut is None or fin is None or fin <= debut:
            return None
        ecoule = Decimal((self.jour - debut).days) * 100 / (fin - debut).days
        return max(Decimal(0), min(Decimal(100), ecoule))

    @property
    def phrase(self) -> str:
        """LA phrase : ce qui manque ou ce qui est fait, et où l'on va."""
        chiffres = self.chiffres
        if not chiffres.engagement:
            return typographie("Aucune heure n'est due à ce jour : complétez la clause des lots.")
        if chiffres.reste:
            debut = f"Il manque {en_heures(chiffres.reste)} sur {en_nombre(chiffres.engagement)}"
        else:
            debut = f"L'objectif est atteint : {en_heures(chiffres.retenu)} pour {en_heures(chiffres.engagement)} dues"
        fin = self.prevision.valeur
        if fin is None or not chiffres.reste:
            return typographie(f"{debut}.")
        part = en_pourcent(fin * 100 / chiffres.engagement, decimales=0)
        return typographie(f"{debut} ; au rythme des derniers mois, l'opération finira à {part}.")
