import type {} from 'avatar-ptt';
import { Component, CUSTOM_ELEMENTS_SCHEMA } from '@angular/core';

@Component({
  selector: 'app-mistakes',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `<avatar-ptt (turn-end)="ended($event.wrong)"></avatar-ptt>`,
})
export class Mistakes {
  ended(reason: string): void {
    void reason;
  }
}
