"""La liste des dossiers : une ligne par marché, chez qui, depuis quand, ce qui manque."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse

from clauses.avant.circuit.models import Dossier, Partie
from clauses.avant.circuit.presentation import phrases
from clauses.avant.circuit.situation import Situation, situations
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.colonnes import Colonne
from clauses.fond.socle.composants import Vide
from clauses.fond.socle.tableau import Tableau
from clauses.fond.socle.templatetags.clause import pastille
from regles.typographie import accorder, majuscule


@dataclass(frozen=True)
class Ligne:
    """Un dossier de la liste."""

    vue: Situation
    jour: date

    @property
    def marche(self) -> str:
        return str(self.vue.dossier.marche)

    @property
    def operation(self) -> str:
        return self.vue.dossier.marche.operation.nom

    @property
    def a_qui(self) -> str:
        return phrases.a_qui(self.vue)

    @property
    def depuis(self) -> str:
        return majuscule(phrases.depuis(phrases.chez_depuis(self.vue), self.jour)).removeprefix("Depuis ")

    @property
    def echeance(self) -> date | None:
        return self.vue.dossier.echeance

    @property
    def remarques(self) -> int:
        return self.vue.remarques_ouvertes

    @property
    def accords(self) -> str:
        """« 3 sur 4 » : pièces que toutes les parties demandées approuvent."""
        faites = sum(bool(p.version) and not p.manquants(self.vue.parties) for p in self.vue.pieces)
        return f"{faites} sur {len(self.vue.pieces)}"

    @property
    def est_en_retard(self) -> bool:
        return self.vue.est_en_retard(self.jour)


COLONNES = (
    Colonne("marche", "Marché", largeur=40),
    Colonne("operation", "Opération", largeur=30),
    Colonne("a_qui", "À qui de jouer"),
    Colonne("depuis", "Depuis"),
    Colonne("echeance", "Réponse attendue", "date"),
    Colonne("remarques", "Remarques ouvertes", "entier"),
    Colonne("accords", "Pièces approuvées"),
    Colonne(
        "etat",
        "État",
        "texte",
        lire=lambda ligne: Dossier.Etat(ligne.vue.etat).label,
        montrer=lambda ligne: (
            pastille("En retard", "alerte", "clock") if ligne.est_en_retard else Dossier.Etat(ligne.vue.etat).label
        ),
    ),
)


def filtres(acteur: Acteur, valeurs: Mapping[str, Any], jour: date) -> QuerySet[Dossier]:
    """Les dossiers demandés, les retards d'abord, puis les plus anciennement immobiles."""
    tous = Dossier.objects.visibles_par(acteur).actifs()
    choix = valeurs.get("etat", "")
    par_etat = {"": tous.ouverts(), "en_retard": tous.en_retard(jour), "clos": tous.filter(etat=Dossier.Etat.CLOS)}
    trouves = par_etat.get(choix, tous)
    if valeurs.get("q"):
        trouves = trouves.cherches(valeurs["q"])
    if valeurs.get("chez"):
        # Un accord complet attend que le facilitateur close, ou reprenne si une pièce a changé.
        a_clore = Q(etat=Dossier.Etat.ACCORDE) if valeurs["chez"] == Partie.FACILITATEUR else Q()
        trouves = trouves.filter(Q(chez=valeurs["chez"]) | a_clore) if a_clore else trouves.filter(chez=valeurs["chez"])
    retard = Case(
        When(pk__in=tous.en_retard(jour).values("pk"), then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return trouves.select_related("marche__operation").order_by(retard, "chez_depuis", "pk")


def tableau(dossiers: Sequence[Dossier], jour: date) -> Tableau:
    vues = situations(dossiers)
    return Tableau(
        COLONNES,
        [Ligne(vues[d.pk], jour) for d in dossiers],
        legende="Dossiers de consultation",
        url=lambda ligne: reverse("circuit:dossier", args=[ligne.vue.dossier.marche_id]),
        classe=lambda ligne: "ligne-alerte" if ligne.est_en_retard else "",
    )


def phrase(acteur: Acteur, jour: date) -> str:
    ouverts = Dossier.objects.visibles_par(acteur).ouverts()
    total, retards = ouverts.count(), ouverts.en_retard(jour).count()
    if not total:
        return "Aucun dossier n'est en cours."
    suite = f", dont {retards} en retard" if retards else ", aucun en retard"
    return f"{accorder(total, 'dossier')} en cours{suite}."


def vide(*, filtree: bool) -> Vide:
    if filtree:
        return Vide("Aucun dossier ne répond à ces filtres", "Retirez-en un, ou cherchez un autre mot.")
    return Vide(
        "Aucun circuit en cours", "Un circuit s'ouvre à la première transmission des pièces d'un marché en préparation."
    )
