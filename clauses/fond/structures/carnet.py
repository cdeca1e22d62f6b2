"""Le carnet : qui joindre chez quelques structures. Chacun n'y lit que ce que son rôle ouvre."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from clauses.fond.habilitations.capacites import peut
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.adresses import adresse_de, fiche_de
from clauses.fond.socle.attentes import Interlocuteur
from clauses.fond.structures.models import Contact, Structure

Fonction = Contact.Fonction
CHEZ_L_ACHETEUR = (Fonction.ACHAT, Fonction.REFERENT)
CHEZ_L_ATTRIBUTAIRE = (Fonction.REFERENT, Fonction.HIERARCHIE, Fonction.RH)
MONTRES = 2


@dataclass(frozen=True)
class Partie:
    """Un côté de la table. `url_ajouter` : où noter un contact, quand il n'y en a pas."""

    titre: str
    nom: str
    url: str = ""
    personnes: Sequence[Interlocuteur] = ()
    autres: int = 0
    url_ajouter: str = ""


class Carnet:
    """Les contacts de quelques structures, lus en une requête ; vide pour qui n'a pas à les voir."""

    def __init__(self, acteur: Acteur, structures: Iterable[UUID]) -> None:
        self.est_ouvert = peut(acteur, "contact.voir")
        self.peut_ajouter = peut(acteur, "contact.gerer")
        self.ouvre_les_fiches = peut(acteur, "structure.voir")
        self._contacts: dict[UUID, list[Contact]] = defaultdict(list)
        if self.est_ouvert:
            siens = Contact.objects.visibles_par(acteur).actifs().filter(structure__in=set(structures))
            for contact in siens.order_by("tri", "pk"):
                self._contacts[contact.structure_id].append(contact)

    def chez(self, structure: UUID, d_abord: Sequence[str] = CHEZ_L_ATTRIBUTAIRE) -> list[Interlocuteur]:
        """Ses contacts, ceux que l'on sollicite en premier devant."""
        rangs = {fonction: rang for rang, fonction in enumerate(d_abord)}
        siens = sorted(self._contacts[structure], key=lambda c: rangs.get(c.fonction, len(rangs)))
        return [Interlocuteur(str(c), c.intitule or c.get_fonction_display(), c.courriel, c.telephone) for c in siens]

    def partie(self, titre: str, structure: Structure, d_abord: Sequence[str] = CHEZ_L_ATTRIBUTAIRE) -> Partie:
        tous = self.chez(structure.pk, d_abord)
        vide = self.est_ouvert and not tous and self.peut_ajouter
        return Partie(
            titre=titre,
            nom=structure.nom,
            url=fiche_de(structure) if self.ouvre_les_fiches else "",
            personnes=tous[:MONTRES],
            autres=max(0, len(tous) - MONTRES),
            url_ajouter=adresse_de("structures:contact_creer", structure.pk) if vide else "",
        )
