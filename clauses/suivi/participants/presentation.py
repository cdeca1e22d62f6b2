"""Ce que les écrans de la personne montrent : des données prêtes à lire, sans requête cachée."""

from collections.abc import Iterable, Sequence

from django.db import models
from django.urls import reverse

from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.colonnes import Colonne
from clauses.fond.socle.composants import Action, Definition, Doublons, Lien, Page
from clauses.fond.socle.templatetags.clause import etat
from clauses.fond.socle.valeurs import en_date
from clauses.suivi.participants.doubles import Rapprochement
from clauses.suivi.participants.models import CritereParticipant, Eligibilite, Participant
from regles.publics import CRITERES, PIECES
from regles.typographie import majuscule, typographie

ACCUEIL = Lien("Personnes", "/participants/")
_SANS_COMMUNE = "commune non renseignée"


def doublons(trouvees: Iterable[tuple[Participant, Rapprochement]]) -> Doublons | None:
    """Les personnes qui ressemblent à celle qu'on ajoute, et pourquoi, à montrer d'abord ; `None` s'il n'y en a pas."""
    lignes = [(Lien(str(p), fiche_de(p)), typographie(_en_bref(p, rapproche))) for p, rapproche in trouvees]
    if not lignes:
        return None
    return Doublons(
        titre="Cette personne a peut-être déjà une fiche.",
        invite="Ouvrez celle qui convient, ou confirmez qu’il s’agit de quelqu’un d’autre.",
        case="C’est quelqu’un d’autre : ouvrir une nouvelle fiche",
        lignes=lignes,
    )


def _en_bref(personne: Participant, rapproche: Rapprochement) -> str:
    pourquoi = rapproche.raison or "le même nom"
    return f"{en_date(personne.date_naissance)}, {personne.commune or _SANS_COMMUNE} : {pourquoi}"


def liste_des_personnes(base: models.QuerySet[Participant]) -> models.QuerySet[Participant]:
    """Les personnes avec leur éligibilité en vigueur, en une requête."""
    jugement = Eligibilite.objects.actifs().filter(participant=models.OuterRef("pk"))
    return base.annotate(
        est_eligible=models.Subquery(jugement.values("est_eligible")[:1]),
        entree=models.Subquery(jugement.values("date_entree")[:1]),
    ).order_by("tri", "pk")


def code_eligibilite(est_eligible: bool | None) -> str:
    return {True: "eligible", False: "non_eligible", None: "a_juger"}[est_eligible]


COLONNES = (
    Colonne("nom", "Nom", largeur=20, personnelle=True),
    Colonne("prenom", "Prénom", largeur=16, personnelle=True),
    Colonne("date_naissance", "Naissance", "date", personnelle=True),
    Colonne("commune", "Commune", largeur=20),
    Colonne("qpv", "Quartier prioritaire", largeur=22, lire=lambda personne: personne.get_qpv_display()),
    Colonne("entree", "Entrée", "date"),
    Colonne(
        "est_eligible",
        "Éligibilité",
        "etat",
        montrer=lambda personne: etat(code_eligibilite(personne.est_eligible)),
    ),
)


def page_de_la_fiche(
    personne: Participant,
    jugement: Eligibilite | None,
    criteres: Sequence[CritereParticipant],
    capacites: dict[str, bool],
    rend_les_criteres: bool,
) -> Page:
    phrase = ""
    if rend_les_criteres:
        phrase = _a_prononcer(criteres) if jugement is None else str(jugement.decision.get("motif", ""))
    actions = []
    if capacites.get("modifier"):
        actions.append(Action("Modifier la fiche", reverse("participants:modifier", args=[personne.pk])))
    if rend_les_criteres:
        actions.append(
            Action(
                "Prononcer l'éligibilité" if jugement is None else "Rejuger l'éligibilité",
                reverse("participants:prononcer_eligibilite", args=[personne.pk]),
                style="principale" if jugement is None else "secondaire",
            )
        )
    return Page(
        titre=str(personne),
        surtitre=f"Personne · dossier {personne.dossier}" if personne.dossier else "Personne",
        phrase=typographie(phrase),
        ton="alerte" if jugement is not None and not jugement.est_eligible else "neutre",
        fil=[ACCUEIL, Lien(str(personne))],
        actions=actions,
    )


def jugement_en_mots(jugement: Eligibilite) -> str:
    """Le motif de la décision, et ce qui reste à confirmer."""
    suite = [f"À confirmer : {avis}." for avis in jugement.decision.get("avertissements", ())]
    return typographie(" ".join((str(jugement.decision.get("motif", "")), *suite)))


def _a_prononcer(criteres: Sequence[CritereParticipant]) -> str:
    """Ce qui manque encore pour prononcer, ou que plus rien ne manque."""
    reste = "notez un critère et la pièce vue"
    if criteres:
        reste = "le critère est noté, notez la pièce vue"
    if any(critere.piece for critere in criteres):
        reste = "un critère et sa pièce sont notés, prononcez-la"
    return f"Son éligibilité n'est pas encore prononcée : {reste}."


def definitions(personne: Participant, *, complet: bool) -> list[Definition]:
    """L'identité. Une entreprise n'en voit que ce qui sert au contrat."""
    lignes = [Definition("Naissance", en_date(personne.date_naissance) if personne.date_naissance else "")]
    if not complet:
        return lignes
    return [
        *lignes,
        Definition("Sexe", personne.get_sexe_display() if personne.sexe else ""),
        Definition("Commune", f"{personne.code_postal} {personne.commune}".strip()),
        Definition("Quartier prioritaire", personne.get_qpv_display() if personne.qpv else ""),
        Definition("Quartier", personne.quartier),
        Definition("Niveau de formation", personne.get_niveau_display() if personne.niveau else ""),
        Definition("Prescripteur", str(personne.prescripteur) if personne.prescripteur else ""),
        Definition("Téléphone", personne.telephone),
        Definition("Courriel", personne.courriel),
        Definition("Observation", personne.observation),
    ]


def criteres_en_lignes(criteres: list[CritereParticipant]) -> list[dict[str, object]]:
    """Chaque critère noté, avec sa pièce en mots et sa référence."""
    return [
        {
            "critere": critere,
            "libelle": CRITERES[critere.code].libelle if critere.code in CRITERES else critere.code,
            "piece": majuscule(PIECES.get(critere.piece, critere.piece)) if critere.piece else "",
            "reference": CRITERES[critere.code].reference.en_mots() if critere.code in CRITERES else "",
            "url_retirer": reverse("participants:retirer_critere", args=[critere.pk]),
        }
        for critere in criteres
    ]
